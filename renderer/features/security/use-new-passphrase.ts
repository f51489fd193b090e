import { useEffect, useState } from 'react';
import type { PassphraseStrength } from '../../data/api';
import { data } from '../../data/client';
import type { ProblemCode } from '../../ui/problem-words';

/** Estimated when nothing was typed for so long, in milliseconds. */
const PAUSE_MS = 150;

/** How well what is typed withstands guessing; null while that is not known. Everybody can know `names`. */
function useStrength(passphrase: string, names: readonly string[]): PassphraseStrength | null {
  const asked = JSON.stringify([passphrase, names]);
  const [found, setFound] = useState<{ of: string; strength: PassphraseStrength } | null>(null);
  useEffect(() => {
    const [passphrase, names] = JSON.parse(asked) as [string, string[]];
    if (passphrase === '') return;
    let current = true;
    const timer = setTimeout(() => {
      data.security
        .passphraseStrength({ passphrase, names })
        .then((strength) => current && setFound({ of: asked, strength }))
        // Without the dictionaries nothing is shown; the step itself says what is wrong.
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return found?.of === asked ? found.strength : null;
}

/** A new passphrase typed twice: how strong it is, and what is wrong with it once a field was left. */
export function useNewPassphrase(names: readonly string[]) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [left, setLeft] = useState({ first: false, second: false });
  const strength = useStrength(passphrase, names);
  const missing = passphrase === '';
  const weak = strength !== null && strength.hint !== null;
  const different = again !== passphrase;
  const first: ProblemCode | null = missing ? 'required' : weak ? 'passphrase-weak' : null;
  const problems: { first?: ProblemCode; second?: ProblemCode } = {
    ...(left.first && first && { first }),
    ...(left.second && different && { second: 'passphrase-different' as const }),
  };
  return {
    passphrase,
    again,
    setPassphrase,
    setAgain,
    strength,
    problems,
    // Not estimated yet: the step itself refuses a weak one.
    ready: first === null && !different,
    leave: (field: 'first' | 'second') => setLeft((was) => ({ ...was, [field]: true })),
    /** Shows every problem, as after pressing the button. */
    check: () => setLeft({ first: true, second: true }),
  };
}
