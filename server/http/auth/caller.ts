import type { Access, Role } from '../contract/endpoint.ts';

/** Who is calling, once that is known. */
export interface Caller {
  readonly role: Role;
  /** The server asks nobody for a token. */
  readonly open: boolean;
  /** How the caller proved it. Only a cookie is sent by a browser without being asked. */
  readonly by: 'nothing' | 'bearer' | 'cookie';
  readonly tokenId?: string;
  readonly name?: string;
}

const LADDER: readonly Role[] = ['display', 'viewer', 'editor', 'admin'];

/** Whether a role is enough: each of display, viewer, editor, admin includes those before it; `ingest` is apart, and admin has it too. */
export function allows(role: Role | undefined, access: Access): boolean {
  if (access === 'public') return true;
  if (role === undefined) return false;
  if (access === 'signed-in' || role === access) return true;
  if (access === 'ingest') return role === 'admin';
  if (access === 'ingest or editor') return role === 'ingest' || allows(role, 'editor');
  return LADDER.indexOf(role) >= LADDER.indexOf(access);
}

/** How the event log calls a caller: by the name of the token; who needs none is called by that. */
export function callerName(caller: Caller | undefined): string {
  if (caller === undefined || caller.open) return 'somebody on this machine';
  return caller.name ?? caller.role;
}
