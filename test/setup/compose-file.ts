import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of docker-compose.yml, as far as tests look at it; merge keys are resolved. */
export interface ComposeService {
  readonly image: string;
  readonly build?: string | { readonly dockerfile_inline: string };
  readonly user: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly mem_limit?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, object>>;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, object>>;
}

/** The file at the top of the project. */
export function composeFile(): ComposeFile {
  return parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as ComposeFile;
}

/** What is mounted where; `source` is a path of the project (`./…`) or the name of a volume. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly named: boolean;
}

export function mountsOf({ volumes = [] }: ComposeService): readonly Mount[] {
  return volumes.map((line) => {
    const [source = '', target = '', mode] = line.split(':');
    return { source, target, readOnly: mode === 'ro', named: !source.startsWith('.') };
  });
}
