import type { Clock, EventLog, MeasurementStore } from '../../core/ports.ts';
import type { AlertBoard } from '../alerts/alert-board.ts';
import type { Dashboards } from '../dashboards.ts';
import type { DecisionLog } from '../evaluation/decision-log.ts';
import type { RoadmapJudge } from '../evaluation/judge-roadmap.ts';
import type { Log } from '../log.ts';
import type { RoadmapEditor } from '../roadmap-file/edit/roadmap-editor.ts';
import type { SourceBoard } from '../sources/source-board.ts';
import type { Gatekeeper } from './auth/gatekeeper.ts';
import type { BackupMaker } from './backup-route.ts';
import type { EvaluationDoor } from './evaluation-door.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { GateBoard, RoadmapCatalogue } from './read-models.ts';
import type { NotificationReceiver } from './routes/alerts.ts';
import type { StreamHub } from './stream/stream-hub.ts';

export interface AppSettings {
  /** Only programs on this machine can reach the server. */
  readonly onLoopback: boolean;
  /** The address that people type; absent: what they reach it by. */
  readonly publicUrl: string | undefined;
  readonly trustedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly bodyBytes: number;
  /** Largest file of evaluations that is taken. */
  readonly evaluationBytes: number;
  readonly signInAttempts: number;
  /** Serve /metrics without a token wherever the server listens. */
  readonly metricsOpen: boolean;
  /** Hold every answer to its schema before it is sent: for tests and development. */
  readonly checkResponses: boolean;
  /** Folder of the built pages. */
  readonly pages: string;
}

/** Everything that the HTTP application is a function of. */
export interface AppDeps {
  readonly clock: Clock;
  /** Gateline's own. */
  readonly version: string;
  readonly log: Log;
  readonly store: MeasurementStore;
  readonly storeKind: string;
  readonly events: EventLog;
  /** Absent: the store has no file. */
  readonly backups: BackupMaker | undefined;
  readonly roadmaps: RoadmapCatalogue;
  /** Changes the roadmaps' files. */
  readonly editor: RoadmapEditor;
  readonly gates: GateBoard;
  /** Judges other periods, and remembers evaluation runs and who served when. */
  readonly judge: RoadmapJudge;
  /** What was decided about the items. */
  readonly decisions: DecisionLog;
  readonly sources: SourceBoard;
  readonly evaluations: EvaluationDoor;
  readonly alerts: AlertBoard;
  readonly notifications: NotificationReceiver;
  readonly dashboards: Dashboards;
  readonly gatekeeper: Gatekeeper;
  readonly hub: StreamHub;
  readonly metrics: Metrics;
  /** Whether every source has been started; until then the server is not ready. */
  readonly sourcesStarted: () => boolean;
  readonly settings: AppSettings;
}
