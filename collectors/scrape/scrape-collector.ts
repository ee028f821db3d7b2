import { GatelineError } from '../../core/errors.ts';
import type { Collector } from '../../core/ports.ts';
import type { Intake } from '../cumulative/intake.ts';
import { takeExposition } from '../cumulative/take-exposition.ts';
import { ACCEPT, expositionFormat } from '../exposition/content-type.ts';
import type { LineProblem } from '../exposition/types.ts';
import { BodyBudget } from '../http/body-budget.ts';
import { Connection, type Credentials } from '../http/connection.ts';
import { shownUrl } from '../http/failure.ts';
import { refusal } from '../http/refusal.ts';
import { type HttpAnswer, type RequestLimits, request } from '../http/request.ts';
import { intakeOf } from '../intake-of-source.ts';
import type { SourceDeps } from '../source.ts';
import type { ScrapeSource, ScrapeTarget } from './schema.ts';
import { TargetList } from './target-list.ts';

/** Targets that are asked at once: so many that those which hang hold up none of the others. */
const AT_ONCE = 1_000;
/** What all answers of a source together may hold, unless one body alone may be larger. */
const BUDGET_BYTES = 128 * 1024 ** 2;

/** Reads `/metrics` of one or more targets. */
export function createScrapeCollector(config: ScrapeSource, deps: SourceDeps): Collector {
  const scraper = new Scraper(config, deps);
  return { source: config.name, intervalMs: config.interval, collect: (signal) => scraper.collect(signal) };
}

/** What one run asks all its targets with. */
interface Run {
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
  /** Targets whose answers were taken in part, a sentence each. */
  readonly malformed: string[];
}

class Scraper {
  readonly #config: ScrapeSource;
  readonly #deps: SourceDeps;
  readonly #connection: Connection;
  readonly #intake: Intake;
  readonly #targets: TargetList;
  readonly #budget: BodyBudget;

  constructor(config: ScrapeSource, deps: SourceDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#connection = new Connection(config, deps.secrets);
    this.#intake = intakeOf(config, deps);
    this.#targets = new TargetList(config, deps.folder ?? '.');
    this.#budget = new BodyBudget(Math.max(BUDGET_BYTES, config.max_body));
  }

  /** Each target is taken in as soon as it has answered; one that does not answer holds up none of the others. */
  async collect(signal: AbortSignal): Promise<void> {
    const { name } = this.#config;
    const { targets, warnings } = await this.#targets.read();
    if (targets.length === 0) {
      this.#deps.monitor.warned(name, warnings);
      throw noTargets(warnings);
    }
    const malformed: string[] = [];
    const run = { credentials: await this.#connection.credentials(), signal, malformed };
    const waiting = targets.values();
    const failures: unknown[] = [];
    const worker = async () => {
      for (const target of waiting) {
        try {
          await this.#scrape(target, run);
        } catch (error) {
          if (isUnreadable(error))
            this.#deps.monitor.count(name, 'rejected', 1, 'an exposition that cannot be read');
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, worker));
    this.#deps.monitor.warned(name, [...warnings, ...malformed.sort(), ...this.#intake.warnings]);
    if (failures.length > 0) throw summary(failures, targets.length);
  }

  async #scrape(target: ScrapeTarget, run: Run): Promise<void> {
    const at = this.#deps.clock.now();
    // What the answer holds is given back when it is taken in.
    using share = this.#budget.open();
    const { timeout, interval, max_body, max_redirects, max_samples, honor_timestamps } = this.#config;
    // A target that hangs must not make the next run late for the others.
    const timeoutMs = Math.min(timeout, interval);
    const answer = await ask(target, run, {
      timeoutMs,
      maxBytes: max_body,
      maxRedirects: max_redirects,
      share,
    });
    const format = this.#formatOf(target, answer);
    await this.#intake.commit({ id: `${target.url}@${at}` }, (session) => {
      const { url, labels } = target;
      const { body, delimited } = answer;
      const exposition = {
        at,
        body,
        delimited,
        format,
        maxSamples: max_samples,
        honorTimestamps: honor_timestamps,
      };
      const problems = takeExposition(session, session.target(url, labels), exposition, shownUrl(url));
      const [first] = problems.named;
      if (first !== undefined) run.malformed.push(leftOut(shownUrl(url), first));
    });
  }

  #formatOf({ url }: ScrapeTarget, { contentType }: HttpAnswer) {
    try {
      return expositionFormat(contentType, this.#config.fallback_format);
    } catch (error) {
      if (!(error instanceof GatelineError)) throw error;
      throw new GatelineError(error.code, `${shownUrl(url)}: ${error.message}`);
    }
  }
}

async function ask(
  { url }: ScrapeTarget,
  { credentials, signal }: Run,
  limits: RequestLimits,
): Promise<HttpAnswer> {
  const answer = await request({ url, headers: { accept: ACCEPT }, credentials, limits, signal });
  if (answer.status !== 200) throw refusal(url, answer.status, credentials.authorization !== undefined);
  return answer;
}

/** One sentence for all that went wrong in a run; a defect is passed on as it is. */
function summary(failures: readonly unknown[], targets: number): unknown {
  const defect = failures.find((error) => !(error instanceof GatelineError));
  const [first] = failures;
  if (defect !== undefined || !(first instanceof GatelineError)) return defect;
  if (targets === 1) return first;
  const count = `${failures.length} of ${targets} targets cannot be read`;
  return new GatelineError(first.code, `${count}; the first: ${first.message}`);
}

/** Without their number, so that it is the same sentence while it lasts. */
function leftOut(origin: string, { line, reason }: LineProblem): string {
  return `${origin}: lines that cannot be read are left out, the first of them line ${line}: ${reason}.`;
}

function noTargets(warnings: readonly string[]): GatelineError {
  const [first] = warnings;
  const why = first === undefined ? 'its files name none.' : first;
  return new GatelineError('config-invalid', `There is no target to scrape: ${why}`);
}

/** It answered, but nothing of the answer can be used. */
function isUnreadable(error: unknown): boolean {
  const codes: readonly string[] = ['exposition-invalid', 'limit-exceeded', 'source-answer-invalid'];
  return error instanceof GatelineError && codes.includes(error.code);
}
