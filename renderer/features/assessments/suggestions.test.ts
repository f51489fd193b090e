import { describe, expect, it } from 'vitest';
import { mergeSuggestions } from './suggestions';

const hit = (uri: string, essential: boolean) => ({ uri, essential });

describe('skill suggestions', () => {
  it('puts essential skills first, takes turns, and offers nothing twice or again', () => {
    const baker = [hit('dough', true), hit('oven', true), hit('sell', false)];
    const seller = [hit('sell', true), hit('count', false)];
    const uris = mergeSuggestions([baker, seller], new Set(['oven']), 10).map(({ uri }) => uri);
    expect(uris).toEqual(['dough', 'sell', 'count']);
    expect(mergeSuggestions([baker, seller], new Set(), 2)).toHaveLength(2);
    expect(mergeSuggestions([], new Set(), 5)).toEqual([]);
  });
});
