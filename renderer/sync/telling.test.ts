import { expect, it } from 'vitest';
import { telling } from './telling';

it('looks once more when asked meanwhile, and no oftener', async () => {
  let value = 0;
  let looks = 0;
  const said: number[] = [];
  const tell = telling(
    async () => {
      looks++;
      const seen = value;
      await Promise.resolve();
      return seen;
    },
    (found) => said.push(found),
  );
  const first = tell();
  value = 1;
  await Promise.all([first, tell(), tell(), tell()]);
  expect(said).toEqual([0, 1]);
  // Control: asked one after another, it looks each time.
  await tell();
  await tell();
  expect(looks).toBe(4);
});

it('says so when it cannot look, and looks again the next time', async () => {
  let broken = true;
  const said: string[] = [];
  const tell = telling(
    () => (broken ? Promise.reject(new Error('closed')) : Promise.resolve('open')),
    (found) => said.push(found),
  );
  await expect(tell()).rejects.toThrow('closed');
  broken = false;
  await tell();
  expect(said).toEqual(['open']);
});
