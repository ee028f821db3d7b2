import type { GateCriterion, Item, Roadmap } from '../roadmap/roadmap.ts';
import { catalogueSignal } from '../signal/catalogue.ts';
import { criterionFindings } from './criterion-findings.ts';
import type { Facts } from './facts.ts';
import { type Finding, LEVELS } from './finding.ts';
import { NOT_JUDGED, productFindings } from './product-findings.ts';
import { sentFindings } from './sent-findings.ts';
import { readFindings, sightFindings } from './sight-findings.ts';
import { standingFindings } from './standing-findings.ts';
import { storeFindings } from './store-findings.ts';

/**
 * What is amiss between sources, store and roadmaps, and what is right: sources first, then each product with its criteria in the order of
 * its roadmap, then the store. Of one subject problems come first.
 */
export function diagnose(facts: Facts): readonly Finding[] {
  const products = new Set([
    ...facts.roadmaps.map(({ product }) => product),
    // A server's listener belongs to none.
    ...facts.sources.map(({ product }) => product).filter((product) => product !== ''),
  ]);
  return [
    ...facts.sources.flatMap((source) =>
      worstFirst([
        ...sightFindings(source, facts),
        ...standingFindings(source),
        ...sentFindings(source, facts),
        ...readFindings(source),
      ]),
    ),
    ...[...products].flatMap((product) => [
      ...worstFirst(productFindings(product, facts)),
      ...facts.roadmaps.filter((one) => one.product === product).flatMap((one) => ofRoadmap(one, facts)),
    ]),
    ...storeFindings(facts),
  ];
}

function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

function ofRoadmap(roadmap: Roadmap, facts: Facts): readonly Finding[] {
  const ofItems = roadmap.items
    // What was retired is judged no more.
    .filter(({ lifecycle }) => lifecycle !== 'retired')
    .flatMap((item) => (item.gate?.criteria ?? []).flatMap((one) => ofCriterion(one, item, roadmap, facts)));
  const ofProduct = roadmap.successMetrics.flatMap(({ criterion }) =>
    criterion === undefined ? [] : ofCriterion(criterion, undefined, roadmap, facts),
  );
  return [...ofItems, ...ofProduct];
}

function ofCriterion(
  { criterion }: GateCriterion,
  item: Item | undefined,
  roadmap: Roadmap,
  facts: Facts,
): readonly Finding[] {
  if (criterion.kind === 'attested') return [];
  const { signals, product } = roadmap;
  const signal = Object.hasOwn(signals, criterion.signal)
    ? signals[criterion.signal]
    : catalogueSignal(criterion.signal);
  if (signal === undefined) return [];
  const evidence = facts.evidence.find((one) => one.product === product);
  const verdict = evidence?.criteria.find(
    (one) => one.item === (item?.id ?? '') && one.verdict.text === criterion.text,
  )?.verdict;
  // Of what nobody judged yet nothing is known.
  const known = verdict?.reason === NOT_JUDGED ? undefined : verdict;
  const sources = facts.sources.filter((source) => source.product === product);
  return criterionFindings({ facts, roadmap, item, criterion, signal, sources, evidence, verdict: known });
}
