import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterModel } from '#shared/domain/letters';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import styles from './refer.module.css';

type Text = Pick<LetterModel, 'subject' | 'body'>;

function Facts({ items }: { items: ReadonlyArray<{ label: string; value: string }> }) {
  return (
    <dl className={styles.facts}>
      {items.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "Text ändern": subject and paragraphs of the original, before printing. Facts come from the file. */
export function TextDialog(props: {
  model: LetterModel;
  edited: boolean;
  onTake: (text: Text | null) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('referrals');
  const [subject, setSubject] = useState(props.model.subject);
  const [body, setBody] = useState(props.model.body);
  const write = (at: number, text: string) =>
    setBody((now) =>
      now.map((block, index) => (index === at && block.kind !== 'facts' ? { ...block, text } : block)),
    );
  const take = () => {
    const kept = body.filter((block) => block.kind === 'facts' || block.text.trim() !== '');
    props.onTake({ subject: subject.trim() || props.model.subject, body: kept });
    props.onClose();
  };
  return (
    <Dialog
      title={t('text.title')}
      size="side"
      isOpen
      dismissable={false}
      onClose={props.onClose}
      actions={
        <>
          <Button variant="primary" onPress={take}>
            {t('text.take')}
          </Button>
          {props.edited && (
            <Button
              variant="quiet"
              onPress={() => {
                props.onTake(null);
                props.onClose();
              }}
            >
              {t('text.reset')}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.stack} lang="de">
        <p className={styles.soft}>{t('text.help')}</p>
        <TextField
          label={t('text.subject')}
          value={subject}
          onChange={setSubject}
          maxLength={300}
          spellCheck
          lang="de"
        />
        {body.map((block, index) =>
          block.kind === 'facts' ? (
            <Facts key={index} items={block.items} />
          ) : (
            <TextArea
              key={index}
              label={t('text.paragraph', {
                number: body.slice(0, index + 1).filter(({ kind }) => kind !== 'facts').length,
              })}
              value={block.text}
              lang="de"
              onChange={(text) => write(index, text)}
            />
          ),
        )}
        <Button
          className={styles.start}
          onPress={() => setBody((now) => [...now, { kind: 'paragraph', text: '' }])}
        >
          {t('text.add')}
        </Button>
      </div>
    </Dialog>
  );
}
