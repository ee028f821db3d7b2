import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GatelineError } from '../../../core/errors.ts';
import { renderConfiguration } from '../../../examples/ticket-routing/configuration.ts';
import { evaluationFiles, evaluationText } from '../../../examples/ticket-routing/evaluations.ts';
import { renderRoadmap } from '../../../examples/ticket-routing/roadmap.ts';
import { type Timeline, timelineFor } from '../../../examples/ticket-routing/timeline.ts';
import { notWritable, prepareDataFolder } from '../../runtime/data-folder.ts';
import { DuckdbStore } from '../../store/duckdb/duckdb-store.ts';
import { type Story, storySchema } from './story.ts';

const DASHBOARDS = resolve(import.meta.dirname, '../../../dashboards');
const CHOSEN_BY = '--data';

/** Everything that a demo makes, in one folder. What was there before is the user's, and is never written over. */
export class DemoFolder {
  readonly path: string;
  readonly roadmap: string;
  readonly configuration: string;
  readonly evaluations: string;
  readonly database: string;
  readonly #story: string;
  readonly #dashboards: string;

  constructor(path: string) {
    this.path = path;
    this.roadmap = join(path, 'roadmap.yaml');
    this.configuration = join(path, 'gateline.yaml');
    this.evaluations = join(path, 'evaluations');
    this.database = join(path, 'gateline.duckdb');
    this.#dashboards = join(path, 'dashboards');
    this.#story = join(path, 'demo.json');
  }

  /**
   * Makes the folder, and with `fresh` empties it of what a demo made.
   *
   * @returns the story that was begun there, if one was
   * @throws GatelineError `folder-not-writable`, `file-exists` when the data there are not a demo's, `store-locked`
   */
  async open(fresh: boolean): Promise<Story | undefined> {
    await prepareDataFolder(this.path, CHOSEN_BY);
    const told = await this.#readStory();
    if (told === undefined && (await exists(this.database))) throw this.#foreign();
    if (!fresh || told === undefined) return this.#understood(told);
    await this.#makeSureOfTheLock();
    await this.#writing(() => this.#empty());
    return undefined;
  }

  /** Remembers a new story. @throws GatelineError `folder-not-writable`, `file-exists` when another demo begins here now */
  async begin(story: Story): Promise<void> {
    await this.#writing(async () => {
      try {
        await writeFile(this.#story, storyText(story), { flag: 'wx' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        throw new GatelineError('file-exists', `Another demo is beginning in ${this.path} just now.`);
      }
    });
  }

  async save(story: Story): Promise<void> {
    await this.#writing(async () => {
      await writeFile(`${this.#story}.new`, storyText(story));
      await rename(`${this.#story}.new`, this.#story);
    });
  }

  /** Writes roadmap, configuration, evaluation runs and walls where they are missing. */
  async furnish({ today, zone, seed }: Story): Promise<void> {
    await this.#writing(async () => {
      const timeline = timelineFor(today, zone);
      await writeMissing(this.roadmap, () => renderRoadmap(timeline));
      await writeMissing(this.configuration, () => renderConfiguration('demo', '.'));
      await this.#furnishEvaluations(timeline, seed);
      await cp(DASHBOARDS, this.#dashboards, { recursive: true, force: false });
    });
  }

  async #furnishEvaluations(timeline: Timeline, seed: string): Promise<void> {
    await mkdir(this.evaluations, { recursive: true });
    for (const file of evaluationFiles(timeline, seed)) {
      await writeMissing(join(this.evaluations, file.name), () => evaluationText(file));
    }
  }

  /** A half of them may be gone when this is broken off: the story goes last, so that the next start knows whose folder it is. */
  async #empty(): Promise<void> {
    const made = [this.database, `${this.database}.wal`, this.roadmap, this.configuration];
    for (const path of [...made, this.evaluations, this.#dashboards, this.#story]) {
      await rm(path, { recursive: true, force: true });
    }
  }

  /** Nobody empties the folder of a demo that runs. */
  async #makeSureOfTheLock(): Promise<void> {
    try {
      const store = await DuckdbStore.open({ file: this.database });
      await store.close();
    } catch (error) {
      // A file that cannot be opened for another reason is one more reason to begin anew.
      if (error instanceof GatelineError && error.code === 'store-locked') throw error;
    }
  }

  async #readStory(): Promise<string | undefined> {
    try {
      return await readFile(this.#story, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw notWritable(this.path, CHOSEN_BY, error);
    }
  }

  #understood(text: string | undefined): Story | undefined {
    if (text === undefined) return undefined;
    const result = storySchema.safeParse(jsonOf(text));
    if (result.success) return result.data;
    const message = `${this.#story} is not as this version of Gateline wrote it; begin anew with --fresh, or choose another folder with ${CHOSEN_BY}.`;
    throw new GatelineError('file-exists', message);
  }

  #foreign(): GatelineError {
    const message = `${this.database} is not of a demo, and is left alone; choose another folder with ${CHOSEN_BY}.`;
    return new GatelineError('file-exists', message);
  }

  async #writing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw error instanceof GatelineError ? error : notWritable(this.path, CHOSEN_BY, error);
    }
  }
}

function storyText(story: Story): string {
  return `${JSON.stringify(story, null, 2)}\n`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeMissing(file: string, text: () => string): Promise<void> {
  if (!(await exists(file))) await writeFile(file, text(), { flag: 'wx' });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
