import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoading } from '../data/use-loading';
import { go } from '../lib/paths';
import { Bidi } from '../ui/bidi';
import { classNames } from '../ui/class-names';
import styles from './global-search.module.css';
import { useSearch, type SearchGroup, type SearchHit } from './use-search';

interface ResultsProps {
  id: string;
  groups: readonly SearchGroup[];
  activeId: string | undefined;
  onPoint: (hit: SearchHit) => void;
  onChoose: (hit: SearchHit) => void;
}

function Results({ id, groups, activeId, onPoint, onChoose }: ResultsProps) {
  const { t } = useTranslation(['app', 'common']);
  const loading = useLoading();
  useEffect(() => {
    if (activeId) document.getElementById(`${id}-${activeId}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, activeId]);
  return (
    <div id={id} role="listbox" aria-label={t('search.results')} className={styles.results}>
      {groups.map(({ key, hits }) => (
        <div key={key} role="group" aria-labelledby={`${id}-${key}`}>
          <div id={`${id}-${key}`} className={styles.heading}>
            {t(`search.${key}`)}
          </div>
          {hits.map((hit) => (
            <div
              key={hit.id}
              id={`${id}-${hit.id}`}
              role="option"
              aria-selected={hit.id === activeId}
              className={classNames(styles.hit, hit.id === activeId && styles.active)}
              onPointerMove={() => onPoint(hit)}
              // The press must not take the focus from the field before the click arrives.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(hit)}
            >
              <hit.icon aria-hidden />
              <span className={styles.title}>
                <Bidi>{hit.title}</Bidi>{' '}
                {hit.original && <bdi className={styles.original}>{hit.original}</bdi>}
              </span>
              <span className={styles.detail}>{hit.detail}</span>
            </div>
          ))}
        </div>
      ))}
      {groups.length === 0 && (
        <p className={styles.none}>{loading ? t('common:stillLoading.title') : t('search.nothing')}</p>
      )}
    </div>
  );
}

/** Strg+K leads to the field from anywhere. */
function useSearchKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [input]);
}

/** One field for everything: Strg+K, arrows, Enter. */
export function GlobalSearch() {
  const { t } = useTranslation('app');
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [pointed, setPointed] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();

  const close = () => {
    setOpen(false);
    setText('');
    setPointed(undefined);
    input.current?.blur();
  };
  const groups = useSearch(text, isOpen, (path) => go(path));
  const hits = groups.flatMap((group) => group.hits);
  const active = hits.find(({ id }) => id === pointed) ?? (text.trim() === '' ? undefined : hits[0]);

  useSearchKey(input);

  const choose = (hit: SearchHit) => {
    close();
    hit.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = active ? hits.indexOf(active) : -1;
    if (event.key === 'ArrowDown') setPointed(hits[(at + 1) % hits.length]?.id);
    else if (event.key === 'ArrowUp') setPointed(hits[at <= 0 ? hits.length - 1 : at - 1]?.id);
    else if (event.key === 'Enter' && active) choose(active);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.search} role="search">
      <Search aria-hidden className={styles.glass} />
      <input
        ref={input}
        className={styles.input}
        type="text"
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active ? `${listId}-${active.id}` : undefined}
        placeholder={t('search.label')}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setPointed(undefined);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden className={styles.key}>
        {t('key.search')}
      </kbd>
      {isOpen && (
        <Results
          id={listId}
          groups={groups}
          activeId={active?.id}
          onPoint={(hit) => setPointed(hit.id)}
          onChoose={choose}
        />
      )}
    </div>
  );
}
