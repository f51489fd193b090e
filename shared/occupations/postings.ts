/** Titles longer than this in the space of weights are damped less than a cosine would: long titles are no fault. */
const LENGTH_POWER = 0.7;
/** Keeps damped scores near those of a cosine; the length of a common title. */
const COMMON_LENGTH = 30;
/** A feature that more than this share of titles holds says nothing and costs time; few titles are never many. */
const TOO_COMMON = 0.25;
const FEW = 1000;

/** One inverted list per feature: which titles hold it, and how long each title is in the space of weights. */
export class Postings {
  private readonly ids = new Map<string, number>();
  private lists: ArrayLike<number>[] = [];
  private readonly growing: number[][] = [];
  private weights = new Float32Array(0);
  private lengths = new Float32Array(0);
  private unknown = 0;

  /** Adds a title; each of its features counts once. */
  add(title: number, features: readonly string[]): void {
    for (const feature of features) {
      let id = this.ids.get(feature);
      if (id === undefined) {
        id = this.growing.length;
        this.ids.set(feature, id);
        this.growing.push([]);
      }
      this.growing[id]?.push(title);
    }
  }

  /** Ends the adding: weighs each feature (the fewer titles hold it, the more it says) and measures the titles. */
  close(titles: number): void {
    this.weights = Float32Array.from(this.growing, (list) => Math.log(1 + titles / list.length));
    this.unknown = Math.log(1 + titles);
    const squares = new Float32Array(titles);
    this.growing.forEach((list, id) => {
      const square = (this.weights[id] ?? 0) ** 2;
      for (const title of list) squares[title] = (squares[title] ?? 0) + square;
    });
    const scale = COMMON_LENGTH ** (1 - LENGTH_POWER);
    this.lengths = squares.map((square) => Math.sqrt(square) ** LENGTH_POWER * scale);
    this.lists = this.growing.map((list) => Uint32Array.from(list));
    this.growing.length = 0;
  }

  /** Adds `share` times the likeness of query and title to `scores` and notes each title touched for the first time. */
  score(features: readonly string[], share: number, scores: Float32Array, touched: number[]): void {
    const ids = features.map((feature) => this.ids.get(feature) ?? -1);
    const weightOf = (id: number) => (id < 0 ? this.unknown : (this.weights[id] ?? 0));
    const length = Math.sqrt(ids.reduce((sum, id) => sum + weightOf(id) ** 2, 0));
    for (const id of ids) {
      const list = this.lists[id];
      if (list === undefined || list.length > Math.max(FEW, TOO_COMMON * scores.length)) continue;
      const part = (share * weightOf(id) ** 2) / length;
      for (let at = 0; at < list.length; at += 1) {
        const title = list[at] ?? 0;
        const before = scores[title] ?? 0;
        if (before === 0) touched.push(title);
        scores[title] = before + part / (this.lengths[title] ?? 1);
      }
    }
  }
}
