import type { EventLog, MeasurementStore } from '../../core/ports.ts';
import type { AlertBoard } from '../alerts/alert-board.ts';
import type { DecisionLog } from '../evaluation/decision-log.ts';
import type { RoadmapJudge } from '../evaluation/judge-roadmap.ts';
import type { GateBoard } from '../http/read-models.ts';
import type { SourceBoard } from '../sources/source-board.ts';

/** What the answers behind the pages are made of. */
export interface PageDeps {
  readonly store: MeasurementStore;
  readonly events: EventLog;
  /** The verdicts as last judged. */
  readonly gates: GateBoard;
  readonly alerts: AlertBoard;
  readonly sources: SourceBoard;
  /** Judges other periods, and remembers evaluation runs and who served when. */
  readonly judge: RoadmapJudge;
  /** What was decided about the items. */
  readonly decisions: DecisionLog;
}
