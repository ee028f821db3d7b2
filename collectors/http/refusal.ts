import { GatelineError } from '../../core/errors.ts';
import { shownUrl } from './failure.ts';

/** One clear sentence for an answer whose status is not that of success. @param detail what the source says about it, if that can be shown */
export function refusal(url: string, status: number, signsIn: boolean, detail?: string): GatelineError {
  const reason = detail === undefined ? meaning(status, signsIn) : `: ${detail}`;
  return new GatelineError('source-refused', `${shownUrl(url)} answered with status ${status}${reason}.`, {
    details: { status },
  });
}

function meaning(status: number, signsIn: boolean): string {
  if (status === 401 || status === 403) {
    return signsIn ? ' and does not take the credentials under authorization' : ': it wants authorization';
  }
  if (status === 404) return ': there is nothing at this path';
  return '';
}
