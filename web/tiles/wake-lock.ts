import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Keeps a screen from going dark while its host is there, where the browser lets it
 * (https://www.w3.org/TR/screen-wake-lock/). A lock is lost whenever the page is hidden, and asked for again when it is back.
 */
export class WakeLock implements ReactiveController {
  #lock: WakeLockSentinel | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#ask);
    void this.#ask();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#ask);
    void this.#lock?.release();
  }

  readonly #ask = async (): Promise<void> => {
    if (document.hidden || !('wakeLock' in navigator)) return;
    try {
      this.#lock = await navigator.wakeLock.request('screen');
    } catch {
      // Low battery, or not allowed: the screen follows its own settings.
    }
  };
}
