import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { paths } from '../lib/paths';
import { EmptyState } from '../ui/empty-state';
import { LinkButton } from '../ui/link-button';

export function NotFound() {
  const { t } = useTranslation('app');
  return (
    <EmptyState
      look="page"
      icon={Compass}
      title={t('notFound.title')}
      actions={
        <LinkButton href={paths.today} variant="primary">
          {t('notFound.today')}
        </LinkButton>
      }
    >
      {t('notFound.help')}
    </EmptyState>
  );
}
