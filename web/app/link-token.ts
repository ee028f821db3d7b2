/**
 * Takes the token out of the address, if it brought one (`/wall/main#token=…`): the fragment never reaches a server, and after this it
 * stands neither in the address bar nor in the history.
 */
export function takeToken(): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token === null || token === '') return undefined;
  fragment.delete('token');
  const rest = fragment.size === 0 ? '' : `#${fragment}`;
  history.replaceState(history.state, '', location.pathname + location.search + rest);
  return token;
}
