import { html, type TemplateResult } from 'lit';
import type { Route } from './routes.ts';

/** Loads what a page is made of; each is a file of its own, fetched when it is first gone to. */
const LOADERS: Readonly<Record<Route['page'], () => Promise<unknown>>> = {
  products: () => import('../pages/products-page.ts'),
  overview: () => import('../pages/overview-page.ts'),
  version: () => import('../pages/version-page.ts'),
  compare: () => import('../pages/compare-page.ts'),
  roadmap: () => import('../pages/roadmap-page.ts'),
  'on-call': () => import('../pages/on-call-page.ts'),
  review: () => import('../pages/review-page.ts'),
  data: () => import('../pages/data-page.ts'),
  dashboards: () => import('../pages/dashboards-page.ts'),
  dashboard: () => import('../pages/dashboard-page.ts'),
  wall: () => import('../pages/wall-page.ts'),
  'not-found': () => import('../pages/not-found-page.ts'),
};

export function loadPage(route: Route): Promise<unknown> {
  return LOADERS[route.page]();
}

/** A page's element. */
export function pageView(route: Route): TemplateResult {
  switch (route.page) {
    case 'products':
      return html`<gl-products-page></gl-products-page>`;
    case 'overview':
      return html`<gl-overview-page .product=${route.product}></gl-overview-page>`;
    case 'version':
      return html`<gl-version-page .product=${route.product} .item=${route.item}></gl-version-page>`;
    case 'compare':
      return html`<gl-compare-page .product=${route.product} .query=${location.search}></gl-compare-page>`;
    case 'roadmap':
      return html`<gl-roadmap-page .product=${route.product}></gl-roadmap-page>`;
    case 'on-call':
      return html`<gl-on-call-page .product=${route.product}></gl-on-call-page>`;
    case 'review':
      return html`<gl-review-page .product=${route.product} .period=${route.period}></gl-review-page>`;
    case 'data':
      return html`<gl-data-page .product=${route.product}></gl-data-page>`;
    case 'dashboards':
      return html`<gl-dashboards-page></gl-dashboards-page>`;
    case 'dashboard':
      return html`<gl-dashboard-page .dashboard=${route.id}></gl-dashboard-page>`;
    case 'wall':
      return html`<gl-wall-page .wall=${route.id}></gl-wall-page>`;
    case 'not-found':
      return html`<gl-not-found-page></gl-not-found-page>`;
  }
}

/** What the browser calls the page: `v3 · Ticket routing · Gateline`. */
export function titleOf(route: Route, productName: string | undefined): string {
  return [subject(route), productName, 'Gateline'].filter((part) => part !== undefined).join(' · ');
}

function subject(route: Route): string | undefined {
  switch (route.page) {
    case 'overview':
      return undefined;
    case 'version':
      return route.item;
    case 'review':
      return route.period === 'current' ? 'Review' : `Review of ${route.period}`;
    case 'dashboard':
    case 'wall':
      return route.id;
    case 'products':
      return 'Products';
    case 'dashboards':
      return 'Walls and dashboards';
    case 'compare':
      return 'Side by side';
    case 'roadmap':
      return 'Roadmap';
    case 'on-call':
      return 'On call';
    case 'data':
      return 'Data';
    case 'not-found':
      return 'Not found';
  }
}
