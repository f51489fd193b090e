import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import type { EntryView } from '../../data/erasure-api';
import type { People } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import type { FieldWords } from '../../i18n/field-words';
import { useMomentWords } from '../../lib/use-moment-words';
import { Bidi } from '../../ui/bidi';
import { ConfirmDialog } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { Menu } from '../../ui/menu';
import { Row, RowList } from '../../ui/row-list';
import { showToast } from '../../ui/toast';
import styles from './erasure.module.css';
import { MoveDialog } from './move-dialog';

interface EntriesProps {
  fileId: string;
  entries: readonly EntryView[];
  people: People;
  words: FieldWords;
}

/** The single entries of a file, each with what this person may do about it. */
export function Entries({ fileId, entries, people, words }: EntriesProps) {
  const { t } = useTranslation('erasure');
  const errorWords = useErrorWords();
  const moments = useMomentWords();
  const [asked, setAsked] = useState<{ what: 'move' | 'erase'; entry: EntryView } | null>(null);
  if (entries.length === 0) return <p className={styles.help}>{t('entries.none')}</p>;

  const nameOf = ({ collection, value }: EntryView) => words.record(collection, value);
  const close = () => setAsked(null);
  const run = (work: Promise<unknown>, done: string) => {
    close();
    work.then(
      () => showToast({ message: done }),
      (reason: unknown) => showToast({ message: errorWords(reason) }),
    );
  };
  return (
    <>
      <RowList label={t('entries.title')}>
        {entries.map((entry) => (
          <Row
            key={entry.id}
            title={<Bidi>{nameOf(entry)}</Bidi>}
            detail={t('entries.by', {
              at: moments.moment(entry.at),
              by: people.nameOf(entry.by) || t('list.someone'),
            })}
            actions={
              entry.can.erase && (
                <Menu
                  label={t('entries.more', { what: nameOf(entry) })}
                  trigger={<IconButton icon={Ellipsis} label={t('entries.more', { what: nameOf(entry) })} />}
                  actions={[
                    ...(entry.can.move
                      ? [
                          {
                            id: 'move',
                            label: t('entries.move'),
                            onPress: () => setAsked({ what: 'move', entry }),
                          },
                        ]
                      : []),
                    {
                      id: 'erase',
                      label: t('entries.erase'),
                      danger: true,
                      onPress: () => setAsked({ what: 'erase', entry }),
                    },
                  ]}
                />
              )
            }
          />
        ))}
      </RowList>
      {asked?.what === 'erase' && (
        <ConfirmDialog
          isOpen
          danger
          title={t('erase.title', { what: nameOf(asked.entry) })}
          confirm={t('erase.confirm')}
          onConfirm={() => run(data.erasure.eraseRecord(asked.entry, 'wrong-entry'), t('erase.done'))}
          onClose={close}
        >
          {t('erase.text')}
        </ConfirmDialog>
      )}
      {asked?.what === 'move' && (
        <MoveDialog
          what={nameOf(asked.entry)}
          fromFileId={fileId}
          onMove={(toFileId) => run(data.erasure.moveRecord(asked.entry, toFileId), t('move.done'))}
          onClose={close}
        />
      )}
    </>
  );
}
