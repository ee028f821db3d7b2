import { type ScrapeSource, type ScrapeTarget, scrapeTargets } from './schema.ts';
import { TargetFiles } from './target-files.ts';

/** What a source scrapes now, and what is amiss with the list. */
export interface TargetListing {
  readonly targets: readonly ScrapeTarget[];
  readonly warnings: readonly string[];
}

/** The targets of a source: those of its configuration, and those of its files as they are now. Each address once. */
export class TargetList {
  readonly #own: readonly ScrapeTarget[];
  readonly #files: TargetFiles | undefined;

  constructor(config: ScrapeSource, folder: string) {
    this.#own = scrapeTargets(config);
    const { target_files: files, scheme, metrics_path: metricsPath } = config;
    if (files.length > 0) this.#files = new TargetFiles(files, folder, { scheme, metricsPath });
  }

  async read(): Promise<TargetListing> {
    if (this.#files === undefined) return { targets: this.#own, warnings: [] };
    const { targets, warnings } = await this.#files.read();
    const byUrl = new Map<string, ScrapeTarget>();
    const doubled = new Set<string>();
    for (const target of [...this.#own, ...targets]) {
      if (byUrl.has(target.url)) doubled.add(target.url);
      else byUrl.set(target.url, target);
    }
    const twice = [...doubled].map((url) => `${url} is named twice; the first labels hold.`);
    return { targets: [...byUrl.values()], warnings: [...warnings, ...twice] };
  }
}
