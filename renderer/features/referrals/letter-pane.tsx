import { Mail, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterModel } from '#shared/domain/letters';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { ChipGroup } from '../../ui/chip-group';
import { EmptyState } from '../../ui/empty-state';
import { PaperView } from '../../ui/paper-view';
import desk from '../../ui/letter-desk.module.css';

/** The letter beside the questions, exactly as it would be printed now. */
export function LetterPane(props: {
  model: LetterModel | null;
  languageName: string | null;
  onEdit: () => void;
}) {
  const { t } = useTranslation('referrals');
  const [part, setPart] = useState<'original' | 'client-copy'>('original');
  const [pages, setPages] = useState(1);
  const [showWindow, setShowWindow] = useState(true);
  const { model, languageName } = props;
  const shown = languageName === null ? 'original' : part;
  return (
    <section className={desk.view} aria-label={t('view.label')}>
      <div className={desk.viewHead}>
        <ChipGroup
          label={t('view.part')}
          look="segments"
          value={shown}
          onChange={(next) => setPart(next ?? 'original')}
          chips={[
            { value: 'original', label: t('view.original') },
            ...(languageName === null
              ? []
              : [{ value: 'client-copy' as const, label: t('view.copy', { language: languageName }) }]),
          ]}
        />
        <div className={desk.viewEnd}>
          <Checkbox label={t('view.window')} checked={showWindow} onChange={setShowWindow} />
          {shown === 'original' && (
            <Button variant="quiet" icon={Pencil} onPress={props.onEdit} isDisabled={model === null}>
              {t('view.edit')}
            </Button>
          )}
          <span>{t('view.pages', { count: pages })}</span>
        </div>
      </div>
      <div className={desk.paper} role="group" aria-label={t('view.label')} tabIndex={0}>
        {model ? (
          <PaperView
            label={t('view.label')}
            model={model}
            part={shown}
            showWindow={showWindow}
            onPages={setPages}
          />
        ) : (
          <EmptyState icon={Mail} look="page" title={t('view.loading')} />
        )}
      </div>
    </section>
  );
}
