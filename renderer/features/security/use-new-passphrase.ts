import { useState } from 'react';
import type { ProblemCode } from '../../ui/problem-words';

/** Shortest passphrase that Wegbuch takes. */
const MIN_PASSPHRASE = 12;

/** A new passphrase typed twice: what is wrong with it, once a field was left. */
export function useNewPassphrase() {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [left, setLeft] = useState({ first: false, second: false });
  const short = passphrase.length < MIN_PASSPHRASE;
  const different = again !== passphrase;
  const problems: { first?: ProblemCode; second?: ProblemCode } = {
    ...(left.first && short && { first: 'passphrase-short' as const }),
    ...(left.second && different && { second: 'passphrase-different' as const }),
  };
  return {
    passphrase,
    again,
    setPassphrase,
    setAgain,
    problems,
    ready: !short && !different,
    leave: (field: 'first' | 'second') => setLeft((was) => ({ ...was, [field]: true })),
    /** Shows every problem, as after pressing the button. */
    check: () => setLeft({ first: true, second: true }),
  };
}
