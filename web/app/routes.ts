/** A page with what it is about, as its address says. */
export type Route =
  | { readonly page: 'products' }
  | { readonly page: 'overview'; readonly product: string }
  | { readonly page: 'version'; readonly product: string; readonly item: string }
  | { readonly page: 'compare'; readonly product: string }
  | { readonly page: 'roadmap'; readonly product: string }
  | { readonly page: 'on-call'; readonly product: string }
  | { readonly page: 'review'; readonly product: string; readonly period: string }
  | { readonly page: 'data'; readonly product: string }
  | { readonly page: 'dashboards' }
  | { readonly page: 'dashboard'; readonly id: string }
  | { readonly page: 'wall'; readonly id: string }
  | { readonly page: 'not-found' };

/** Which page a path is. Empty segments and a slash at the end do not matter. */
export function routeOf(pathname: string): Route {
  const segments = pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  const [first, second, third, ...rest] = segments;
  if (rest.length > 0) return { page: 'not-found' };
  if (first === undefined) return { page: 'products' };
  if (first === 'wall') return named('wall', second, third);
  if (first === 'dashboards') {
    return second === undefined ? { page: 'dashboards' } : named('dashboard', second, third);
  }
  return ofProduct(first, second, third);
}

function named(page: 'wall' | 'dashboard', id: string | undefined, more: string | undefined): Route {
  return id === undefined || more !== undefined ? { page: 'not-found' } : { page, id };
}

function ofProduct(product: string, what: string | undefined, which: string | undefined): Route {
  if (what === undefined) return { page: 'overview', product };
  if (what === 'versions' && which !== undefined) return { page: 'version', product, item: which };
  if (what === 'review') return { page: 'review', product, period: which ?? 'current' };
  if (which !== undefined) return { page: 'not-found' };
  if (what === 'roadmap' || what === 'data' || what === 'compare') return { page: what, product };
  return what === 'oncall' ? { page: 'on-call', product } : { page: 'not-found' };
}

/** Addresses of pages, for links. */
export const paths = {
  products: () => '/',
  overview: (product: string) => `/${encodeURIComponent(product)}`,
  /** @param part what on the page to show, as a fragment: a signal's name. */
  version: (product: string, item: string, part?: string) =>
    `${paths.overview(product)}/versions/${encodeURIComponent(item)}${
      part === undefined ? '' : `#${encodeURIComponent(part)}`
    }`,
  /** @param sides versions by the names of the API's query: `{ a: 'v2', b: 'v3' }` */
  compare: (product: string, sides: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams(sides);
    return `${paths.overview(product)}/compare${query.size === 0 ? '' : `?${query}`}`;
  },
  roadmap: (product: string, part?: string) =>
    `${paths.overview(product)}/roadmap${part === undefined ? '' : `#${encodeURIComponent(part)}`}`,
  onCall: (product: string) => `${paths.overview(product)}/oncall`,
  review: (product: string, period = 'current') =>
    `${paths.overview(product)}/review/${encodeURIComponent(period)}`,
  data: (product: string) => `${paths.overview(product)}/data`,
  dashboards: () => '/dashboards',
  dashboard: (id: string) => `/dashboards/${encodeURIComponent(id)}`,
  wall: (id: string) => `/wall/${encodeURIComponent(id)}`,
} as const;

/** The product that a page is about; `undefined` for pages about none. */
export function productOf(route: Route): string | undefined {
  return 'product' in route ? route.product : undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
