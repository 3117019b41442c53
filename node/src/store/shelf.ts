import type { ClassicLevel } from "classic-level";

/** JSON values by whole key. */
export type ShelfWrite = Record<string, unknown>;

/** Records of one area in the store; what is written together is on disk together before it returns. */
export class Shelf {
  constructor(
    private readonly db: ClassicLevel<string, Uint8Array>,
    private readonly prefix: string,
  ) {}

  async get<T>(name: string): Promise<T | undefined> {
    const raw = await this.db.get(this.prefix + name);
    return raw && (JSON.parse(Buffer.from(raw).toString("utf8")) as T);
  }

  async write(puts: Record<string, unknown>, { dropBelow }: { dropBelow?: string } = {}): Promise<void> {
    const batch = this.db.batch();
    for (const [name, value] of Object.entries(puts)) {
      if (value === undefined) batch.del(this.prefix + name);
      else batch.put(this.prefix + name, Buffer.from(JSON.stringify(value)));
    }
    if (dropBelow !== undefined) for (const key of await this.namesBelow(dropBelow)) batch.del(key);
    await batch.write({ sync: true });
  }

  // Bounded: what is left over falls to the next call.
  private async namesBelow(name: string): Promise<string[]> {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    return this.db.keys({ gte: this.prefix + folder, lt: this.prefix + name, limit: 2000 }).all();
  }
}
