import type { ServerResponse } from 'node:http';

/**
 * Lets so many requests work at once; the others wait, first come, first served, with their bodies unread: what
 * waits takes no memory here. A turn ends with its answer or with its connection.
 */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  take(reply: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const begin = () => {
        this.#waiting.delete(begin);
        this.#free--;
        reply.off('close', leave);
        reply.once('close', () => this.#end());
        resolve();
      };
      // Whoever went away while waiting never had a turn; nothing goes on with it.
      const leave = () => this.#waiting.delete(begin);
      reply.once('close', leave);
      if (reply.destroyed) return;
      if (this.#free > 0) begin();
      else this.#waiting.add(begin);
    });
  }

  #end(): void {
    this.#free++;
    const [next] = this.#waiting;
    next?.();
  }
}
