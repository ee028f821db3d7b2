import type { Sight } from '../../core/diagnosis/facts.ts';
import { GatelineError } from '../../core/errors.ts';
import type { AlertmanagerSource } from '../alertmanager/schema.ts';
import type { EvaluationsSource } from '../evaluations/folder/schema.ts';
import type { PrometheusSource } from '../prometheus/schema.ts';
import type { ScrapeSource } from '../scrape/schema.ts';
import { lookAtAlertmanager, lookAtFolder } from './look-at-others.ts';
import { lookAtPrometheus } from './look-at-prometheus.ts';
import { lookAtScrape } from './look-at-scrape.ts';
import type { LookDeps } from './look-deps.ts';
import { bareSight, sightOf } from './sight.ts';

/** A source as its configuration has it. */
export interface SurveyedSource {
  readonly type: string;
  readonly name: string;
  /** What the schema of its type made of it. */
  readonly settings: unknown;
}

/**
 * Looks once at what a source shows, within bounds of time and size. What is wrong with it is in the answer; `undefined` for what sends by
 * itself.
 */
export async function survey(source: SurveyedSource, deps: LookDeps): Promise<Sight | undefined> {
  try {
    return await look(source, deps);
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    // What is wrong before anything was asked: a secret that is not there.
    const asked = [{ address: source.name, trouble: error.message }];
    return bareSight({ asked, leftOut: 0, targets: [], names: [] });
  }
}

async function look({ type, settings }: SurveyedSource, deps: LookDeps): Promise<Sight | undefined> {
  switch (type) {
    case 'scrape': {
      const source = settings as ScrapeSource;
      return sightOf(await lookAtScrape(source, deps), source, deps.now);
    }
    case 'prometheus': {
      const source = settings as PrometheusSource;
      return sightOf(await lookAtPrometheus(source, deps), source, deps.now);
    }
    case 'alertmanager': {
      const shown = await lookAtAlertmanager(settings as AlertmanagerSource, deps);
      return shown && bareSight(shown);
    }
    case 'evaluations':
      return bareSight(await lookAtFolder(settings as EvaluationsSource, deps));
    default:
      return undefined;
  }
}
