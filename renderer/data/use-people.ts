import type { Person } from './api';
import { data, SECURITY_TOPIC } from './client';
import { useLive } from './use-live';

export interface People {
  /** The person signed in; null until known. */
  me: Person | null;
  all: Person[];
  /** The name behind an id; empty when it is nobody's. */
  nameOf: (id: string | null | undefined) => string;
}

/** The people of the office, for names beside dates and for choosing a counsellor. */
export function usePeople(): People {
  const { value } = useLive(
    [SECURITY_TOPIC],
    async () => {
      const [state, all] = await Promise.all([data.security.state(), data.security.people()]);
      return { me: state.state === 'unlocked' ? state.person : null, all };
    },
    [],
  );
  const all = value?.all ?? [];
  return {
    me: value?.me ?? null,
    all,
    nameOf: (id) => (id ? (all.find((person) => person.id === id)?.name ?? '') : ''),
  };
}
