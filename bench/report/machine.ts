import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** What the figures were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
  };
}

/** The machine and the programs in one sentence. */
export function machineSentence(machine: Machine, versions: Readonly<Record<string, string>>): string {
  const programs = Object.entries({ Node: machine.node, ...versions }).map(
    ([name, version]) => `${name} ${version}`,
  );
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB of memory, ${machine.system}; ${programs.join(', ')}.`;
}
