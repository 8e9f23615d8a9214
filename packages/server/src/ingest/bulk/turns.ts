/** Lets jobs with the same key run one after another; different keys do not wait for each other. */
export class Turns {
  readonly #last = new Map<number, Promise<unknown>>();

  async run<T>(key: number, job: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const result = before === undefined ? job() : before.then(job, job);
    this.#last.set(key, result);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === result) this.#last.delete(key);
    }
  }
}
