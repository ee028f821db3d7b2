/**
 * Run before all tests: sees to it that the real services are there. On Debian as root what is missing is installed; elsewhere the run
 * stops and names what is missing and how to get it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { findService, missingText, SERVICES, type Service } from './service-paths.ts';

const POLICY = '/usr/sbin/policy-rc.d';

const missing = missingServices();
if (missing.length > 0 && canInstall()) install(missing.map((service) => service.debianPackage));
const still = missingServices();
if (still.length > 0) {
  console.error(missingText(still));
  process.exit(1);
}

function missingServices(): Service[] {
  return Object.values(SERVICES).filter((service) => findService(service) === undefined);
}

function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function install(packages: readonly string[]): void {
  console.log(`Installing for the tests: ${packages.join(', ')}`);
  // The packages would start their servers as services of this machine; the tests start their own.
  const guarded = !existsSync(POLICY);
  if (guarded) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    aptGet(['update', '--quiet']);
    aptGet(['install', '--quiet', '--yes', '--no-install-recommends', ...packages]);
  } finally {
    if (guarded) rmSync(POLICY, { force: true });
  }
}

function aptGet(args: readonly string[]): void {
  const result = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (result.status !== 0) console.error(`apt-get ${args[0]} failed: ${result.stderr.trim()}`);
}
