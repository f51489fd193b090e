import { CircleDashed, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { formatDate } from '../../lib/dates';
import { paths } from '../../lib/paths';
import { IconButton } from '../../ui/icon-button';
import { LinkButton } from '../../ui/link-button';
import { Mark } from '../../ui/mark';
import { Row } from '../../ui/row-list';
import { showToast } from '../../ui/toast';

/** A letter in the making; opens where it is written. */
export function DraftRow({ draft }: { draft: View<'letter-drafts'> }) {
  const { t } = useTranslation('letters');
  const { model, referralId } = draft.value;
  const href =
    referralId !== null && draft.fileId ? paths.refer(draft.fileId, referralId) : paths.letterDraft(draft.id);
  const discard = async () => {
    await data.documents.remove('letter-drafts', draft.id);
    showToast({
      message: t('list.discarded'),
      undo: () => data.documents.restore('letter-drafts', draft.id),
    });
  };
  return (
    <Row
      title={<bdi>{model.recipient[0] ?? t('list.handOver')}</bdi>}
      detail={
        <>
          <bdi>{model.subject}</bdi> · {formatDate(localDay(draft.changedAt))}
        </>
      }
      state={
        <Mark meaning="neutral" icon={CircleDashed}>
          {t('list.draft')}
        </Mark>
      }
      actions={
        <>
          <LinkButton variant="quiet" href={href}>
            {t('list.continue')}
          </LinkButton>
          <IconButton icon={Trash2} label={t('list.discard')} onPress={() => void discard()} />
        </>
      }
    />
  );
}
