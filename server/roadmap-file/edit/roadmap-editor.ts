import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { GatelineError } from '../../../core/errors.ts';
import type { Clock, EventLog } from '../../../core/ports.ts';
import { present } from '../../../core/present.ts';
import { asRecord } from '../../../core/roadmap/document/raw.ts';
import type { Problem } from '../../../core/roadmap/roadmap.ts';
import { dateOf } from '../../../core/time/calendar.ts';
import { type RoadmapText, readRoadmapText } from '../read-roadmap-text.ts';
import { YamlText } from '../yaml-text.ts';
import { applyChanges } from './apply-edit.ts';
import { type PlannedEdit, planEdit, type RoadmapEdit } from './changes.ts';
import { unifiedDiff } from './unified-diff.ts';
import { writeInPlace } from './write-in-place.ts';
import type { YamlChange } from './yaml-edit.ts';

/** The event that says who changed what of a roadmap through the API. */
export const ROADMAP_EDITED = 'roadmap-edited';

/** Who asks, and which revision they saw. */
export interface EditRequest {
  readonly product: string;
  readonly edit: RoadmapEdit;
  /** Revisions that the change may be made to; `*` stands for whichever is there. */
  readonly ifMatch: readonly string[];
  readonly by: string;
}

export interface EditOutcome {
  readonly applied: boolean;
  readonly revision: string;
  readonly sentence: string;
  readonly patch: string;
  readonly reason?: string;
}

export interface RoadmapEditorDeps {
  /** The file of a product; `undefined` for a product that is not there. */
  readonly fileOf: (product: string) => string | undefined;
  /** Puts what stands in the files now in force. */
  readonly reload: () => Promise<void>;
  readonly events: EventLog;
  readonly clock: Clock;
  /** The change is made, and could not be recorded. */
  readonly onUnrecorded: (sentence: string, by: string, error: unknown) => void;
}

/**
 * Changes roadmap files for people: one change after the other, each against the revision that its author saw, so that of two at once the
 * second is told and nothing is lost. What would make a roadmap wrong is refused; what cannot be written is given as a patch.
 */
export class RoadmapEditor {
  readonly #deps: RoadmapEditorDeps;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: RoadmapEditorDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a change.
   *
   * @throws GatelineError `edit-conflict`, `roadmap-invalid` with every problem, `not-found`, `edit-impossible`
   */
  edit(request: EditRequest): Promise<EditOutcome> {
    const turn = this.#turn.catch(() => undefined).then(() => this.#edit(request));
    this.#turn = turn;
    return turn;
  }

  async #edit({ product, edit, ifMatch, by }: EditRequest): Promise<EditOutcome> {
    const file = this.#deps.fileOf(product);
    if (file === undefined)
      throw new GatelineError('not-found', `There is no product ${JSON.stringify(product)} here.`);
    const before = await this.#read(file);
    if (!ifMatch.includes('*') && !ifMatch.includes(before.revision)) {
      // Whoever looks again must see what they are told of, although the watch of the file has not noticed it yet.
      await this.#deps.reload();
      throw conflict(file, before.revision);
    }
    const roadmap = usable(
      before,
      file,
      `The file ${basename(file)} has errors already, so that nothing is changed`,
    );
    const planned = planEdit(roadmap, edit, dateOf(this.#deps.clock.now(), roadmap.zone));
    const text = applyChanges(before.text, planned.changes);
    if (text === before.text) return { applied: true, revision: before.revision, sentence: '', patch: '' };
    const after = readRoadmapText(new TextEncoder().encode(text), file);
    const fields = fieldsByPlace(text, file, planned.changes);
    usable(after, file, 'This change would make the roadmap wrong, and was not made', fields);
    const patch = unifiedDiff(before.text, text, await pathInRepository(file));
    const { sentence } = planned;
    const outcome = await writeInPlace(file, text, before.revision);
    if (outcome.kind === 'changed') throw conflict(file, undefined);
    if (outcome.kind === 'read-only') {
      return {
        applied: false,
        revision: before.revision,
        sentence,
        patch,
        reason: `${basename(file)} was not changed: ${outcome.reason}.`,
      };
    }
    await this.#made({ product, edit, by, planned, revisions: [before.revision, after.revision] });
    return { applied: true, revision: after.revision, sentence, patch };
  }

  async #read(file: string): Promise<RoadmapText> {
    try {
      return readRoadmapText(await readFile(file), file);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new GatelineError('edit-impossible', `${basename(file)} cannot be read now (${code}).`, {
        cause,
      });
    }
  }

  /** The change stands in the file: it comes into force, and the log says whose it was. */
  async #made(made: {
    readonly product: string;
    readonly edit: RoadmapEdit;
    readonly by: string;
    readonly planned: PlannedEdit;
    readonly revisions: readonly [before: string, after: string];
  }): Promise<void> {
    const { product, edit, by, planned, revisions } = made;
    const [previous, revision] = revisions;
    await this.#deps.reload();
    const sentence = `${by} changed the roadmap. ${planned.sentence}`;
    const { kind: what, item } = edit;
    const data = { sentence, by, what, about: planned.about, revision, previous };
    try {
      await this.#deps.events.append([
        { at: this.#deps.clock.now(), product, item, type: ROADMAP_EDITED, data },
      ]);
    } catch (error) {
      this.#deps.onUnrecorded(planned.sentence, by, error);
    }
  }
}

function conflict(file: string, revision: string | undefined): GatelineError {
  const now = revision === undefined ? '' : `, which is revision ${revision} now`;
  const message = `Somebody else has changed ${basename(file)}${now}: look at it again, and make the change anew.`;
  return new GatelineError('edit-conflict', message, revision === undefined ? {} : { details: { revision } });
}

function usable(
  { roadmap, problems }: RoadmapText,
  file: string,
  why: string,
  fields: ReadonlyMap<string, string> = new Map(),
) {
  if (roadmap !== undefined) return roadmap;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const told = errors.map((problem) => ({
    place: placeOf(problem, file),
    message: problem.message,
    ...present({ field: fields.get(placeOf(problem, file)) }),
  }));
  const [first] = told;
  const more = told.length > 1 ? ` and ${told.length - 1} more` : '';
  const message = `${why}: ${first === undefined ? 'it cannot be read.' : `${first.place}: ${first.message}${more}`}`;
  throw new GatelineError('roadmap-invalid', message, { details: { errors: told } });
}

/** Which key of a change stands where, by its place as problems tell it. */
function fieldsByPlace(
  text: string,
  file: string,
  changes: readonly YamlChange[],
): ReadonlyMap<string, string> {
  const yaml = new YamlText(text);
  const paths = changes.flatMap(({ path, value }) => [
    path,
    ...Object.keys(asRecord(value) ?? {}).map((key) => [...path, key]),
  ]);
  return new Map(
    paths.map((path) => {
      const { start } = yaml.stretchOf({ path, at: 'value' });
      return [placeOf(yaml.placeOf(start), file), String(path.at(-1))];
    }),
  );
}

function placeOf({ line, column }: Pick<Problem, 'line' | 'column'>, file: string): string {
  return `${basename(file)}:${line}:${column}`;
}

/** The path of a file within its Git repository, by which `git apply` finds it; its name where there is none. */
async function pathInRepository(file: string): Promise<string> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const there = await stat(join(folder, '.git')).catch(() => undefined);
    if (there !== undefined) return relative(folder, file).split(sep).join('/');
    if (folder === dirname(folder)) return basename(file);
  }
}
