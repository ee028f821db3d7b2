const PRODUCT = 'ticket-routing';

/** Every page of the demo: what it is called, and where it is. */
export const PAGES = {
  products: '/',
  overview: `/${PRODUCT}`,
  version: `/${PRODUCT}/versions/v3`,
  compare: `/${PRODUCT}/compare?a=v2&b=v3`,
  roadmap: `/${PRODUCT}/roadmap`,
  'on-call': `/${PRODUCT}/oncall`,
  review: `/${PRODUCT}/review/current`,
  data: `/${PRODUCT}/data`,
  dashboards: '/dashboards',
  dashboard: '/dashboards/on-call',
  wall: '/wall/office',
} as const satisfies Record<string, `/${string}`>;

export type PageName = keyof typeof PAGES;

/** Phone, laptop, and the screens that rooms look at. */
export const SIZES = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1440, height: 900 },
  hd: { width: 1920, height: 1080 },
  '4k': { width: 3840, height: 2160 },
} as const;
