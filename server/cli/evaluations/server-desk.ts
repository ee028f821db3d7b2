import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import { present } from '../../../core/present.ts';
import { api } from '../../http/contract/api.ts';
import { productOf } from '../check/ask-server.ts';
import type { ServerClient } from '../server-client.ts';
import type { EvaluationDesk } from './desk.ts';

/** The evaluation runs of a running server. What is sent are outcomes and scores by item, never a prompt or an answer. */
export function serverDesk(server: ServerClient): EvaluationDesk {
  return {
    name: server.url,
    productFor: async (named) => named,
    take: async ({ file, runs }, { product, again }) => {
      const query = { ...present({ product }), name: nameOf(file), ...(again ? { again: 'true' } : {}) };
      const body = { runs: runs.map(asPlain) };
      return (await server.ask(api.importEvaluations, {}, { query, body })).runs;
    },
    list: async (named, { item, dataset, build, limit }) => {
      const product = await productOf(server, named);
      const query = { item, dataset, build, limit: String(limit) };
      return { product, ...(await server.ask(api.evaluations, { product }, { query })) };
    },
    retract: async (named, run, said) => {
      const product = await productOf(server, named);
      return (await server.ask(api.retractEvaluation, { product, run }, { body: said })).run;
    },
    close: async () => {},
  };
}

/** A run in our own JSON, without what is not known: see docs/evaluations.md. */
function asPlain({ items, contentHash: _, ...facts }: EvaluationRun) {
  return { run: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '')), items };
}

function nameOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.slice(0, 200);
}
