/** Addresses of Gateline's pages, for those who read of them elsewhere: in an alert, a dashboard, a CI run. */
export class PageLinks {
  readonly #base: string;

  /** @param base where people reach Gateline: `https://gateline.example.com` */
  constructor(base: string) {
    this.#base = base.replace(/\/+$/, '');
  }

  overview(product: string): string {
    return `${this.#base}/${encodeURIComponent(product)}`;
  }

  item(product: string, item: string): string {
    return `${this.overview(product)}/versions/${encodeURIComponent(item)}`;
  }

  onCall(product: string): string {
    return `${this.overview(product)}/oncall`;
  }

  data(product: string): string {
    return `${this.overview(product)}/data`;
  }
}
