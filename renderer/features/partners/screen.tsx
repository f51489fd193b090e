import { Building2, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Partner } from '#shared/domain/partners';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { seedId } from '../../data/packs/partner-search';
import { loadPartnerSeeds, type PartnerSeed } from '../../data/packs/partner-seeds';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { Button } from '../../ui/button';
import { ChipGroup } from '../../ui/chip-group';
import { EmptyState } from '../../ui/empty-state';
import { HistoryButton } from '../../ui/history-button';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Row, RowList } from '../../ui/row-list';
import { SearchField } from '../../ui/search-field';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { DeletedPartners } from './deleted-partners';
import { findOwn, findSeeds } from './directory';
import { PartnerForm, type PartnerSubject } from './partner-form';
import styles from './partners.module.css';

/** So many entries of the directory are shown; more come by typing more. */
const SHOWN = 30;

const SHOWINGS = ['own', 'deleted'] as const;

function addressLine({ address }: Partner): string {
  return address ? `${address.street}, ${address.postcode} ${address.place}` : '';
}

function OwnPartners(props: {
  partners: Array<View<'partners'>>;
  onEdit: (partner: View<'partners'>) => void;
}) {
  const { t } = useTranslation('partners');
  const { partners } = props;
  return (
    <Section title={t('list.own')} count={partners.length}>
      {partners.length === 0 && <EmptyState title={t('list.noneFound')} />}
      <RowList label={t('list.own')}>
        {partners.map((partner) => (
          <Row
            key={partner.id}
            title={partner.value.name}
            detail={[
              partner.value.department ?? '',
              partner.value.contactPerson ?? '',
              addressLine(partner.value) || t('list.noAddress'),
              partner.value.verifiedOn
                ? t('list.verified', { date: formatDate(partner.value.verifiedOn) })
                : t('list.notVerified'),
            ]
              .filter((part) => part !== '')
              .join(' · ')}
            state={t(`kind.${partner.value.kind}`)}
            actions={
              <>
                <HistoryButton
                  look="icon"
                  what={partner.value.name}
                  records={[{ collection: 'partners', id: partner.id }]}
                />
                <Button variant="quiet" icon={Pencil} onPress={() => props.onEdit(partner)}>
                  {t('list.edit')}
                </Button>
              </>
            }
          />
        ))}
      </RowList>
    </Section>
  );
}

/** What the shipped directory has for the typed words. */
function Directory(props: { seeds: PartnerSeed[]; onTake: (seed: PartnerSeed) => void }) {
  const { t } = useTranslation('partners');
  const { seeds } = props;
  return (
    <Section title={t('list.directory')} count={seeds.length} note={t('list.directoryNote')}>
      {seeds.length === 0 && <EmptyState title={t('list.directoryNone')} />}
      <RowList label={t('list.directory')}>
        {seeds.slice(0, SHOWN).map((seed) => (
          <Row
            key={seedId(seed)}
            title={seed.name}
            state={t(`kind.${seed.kind}`)}
            actions={
              <Button variant="quiet" icon={Plus} onPress={() => props.onTake(seed)}>
                {t('list.take')}
              </Button>
            }
          />
        ))}
      </RowList>
      {seeds.length > SHOWN && <p className={styles.more}>{t('list.directoryMore')}</p>}
    </Section>
  );
}

/** The office's own partners, and the shipped directory that they can be taken from. */
export function PartnersScreen() {
  const { t } = useTranslation('partners');
  const errorWords = useErrorWords();
  const [text, setText] = useState('');
  const [subject, setSubject] = useState<PartnerSubject | null>(null);
  const [showing, setShowing] = useState<(typeof SHOWINGS)[number]>('own');
  const partners = useLive(['partners'], () => data.documents.list('partners'), []);
  const deleted =
    useLive(['partners'], () => data.documents.list('partners', { deleted: true }), []).value ?? [];
  const seeds = useLive([], loadPartnerSeeds, []);
  const all = partners.value ?? [];
  const own = findOwn(all, text);
  const found = findSeeds(seeds.value?.seeds ?? [], all, text);
  const typed = text.trim() !== '';
  const showsDeleted = showing === 'deleted' && deleted.length > 0;
  return (
    <>
      <PageHead
        title={t('list.title')}
        subtitle={partners.value && t('list.count', { count: all.length })}
        filters={
          deleted.length > 0 && (
            <ChipGroup
              label={t('list.show')}
              value={showsDeleted ? 'deleted' : 'own'}
              onChange={(value) => setShowing(value ?? 'own')}
              chips={SHOWINGS.map((value) => ({
                value,
                label: `${t(`list.showing.${value}`)} ${(value === 'own' ? all : deleted).length}`,
              }))}
            />
          )
        }
        actions={
          <Button variant="primary" icon={Plus} onPress={() => setSubject({ name: text.trim() })}>
            {t('list.add')}
          </Button>
        }
      />
      <PageBody className={styles.page ?? ''}>
        <SearchField
          className={styles.search}
          label={t('list.search')}
          placeholder={t('list.searchHint')}
          value={text}
          onChange={setText}
        />
        {partners.error && <Notice meaning="danger" title={errorWords(partners.error)} alert />}
        {!partners.value && !partners.error && <Skeleton rows={6} />}
        {showsDeleted && <DeletedPartners partners={findOwn(deleted, text)} />}
        {partners.value && all.length === 0 && !typed && !showsDeleted && (
          <EmptyState look="page" icon={Building2} title={t('list.none')}>
            {t('list.noneHelp')}
          </EmptyState>
        )}
        {all.length > 0 && !showsDeleted && (
          <OwnPartners partners={own} onEdit={(partner) => setSubject({ partner })} />
        )}
        {typed && !showsDeleted && <Directory seeds={found} onTake={(seed) => setSubject({ seed })} />}
      </PageBody>
      {subject && <PartnerForm subject={subject} onClose={() => setSubject(null)} />}
    </>
  );
}
