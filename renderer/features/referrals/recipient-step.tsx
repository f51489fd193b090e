import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { formatDate } from '../../lib/dates';
import { ComboBox } from '../../ui/combo-box';
import { RadioGroup } from '../../ui/radio-group';
import { AddressForm } from './address-form';
import type { Recipient, ReferChoice } from './choice';
import { findPartners, inOrder, type Found } from './partner-choices';
import styles from './refer.module.css';

/** So many own partners stand open to choose; the others are found by typing. */
const SHOWN = 4;
const HAND_OVER = 'hand-over';

/** "An wen?": own partners first, the shipped directory by search, or no address at all. */
export function RecipientStep(props: {
  choice: ReferChoice;
  partners: Array<View<'partners'>>;
  onChange: (recipient: Recipient) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('referrals');
  const { choice, partners } = props;
  const [asking, setAsking] = useState<Extract<Found, { seed: unknown }>['seed'] | View<'partners'> | null>(
    null,
  );
  const chosenId = choice.recipient?.kind === 'partner' ? choice.recipient.id : null;
  const chosen = partners.find((partner) => partner.id === chosenId);
  const first = inOrder(partners, choice.topic).slice(0, SHOWN);
  const shown = chosen && !first.includes(chosen) ? [chosen, ...first.slice(0, SHOWN - 1)] : first;

  const take = (partner: View<'partners'>) => {
    if (!partner.value.address) return setAsking(partner);
    setAsking(null);
    props.onChange({ kind: 'partner', id: partner.id, name: partner.value.name });
  };
  const choose = (id: string) => {
    const partner = partners.find((each) => each.id === id);
    if (partner) take(partner);
    else {
      setAsking(null);
      props.onChange({ kind: 'hand-over' });
    }
  };
  const hint = ({ value }: View<'partners'>) => {
    const verified = value.verifiedOn ? t('recipient.verified', { date: formatDate(value.verifiedOn) }) : '';
    const address = value.address
      ? `${value.address.street}, ${value.address.postcode} ${value.address.place}.`
      : t('recipient.noAddress');
    const remit = value.remit ? value.remit.replace(/\.?$/, '.') : '';
    return [remit, address, verified]
      .filter((part) => part !== '')
      .map((part) => <bdi key={part}>{part} </bdi>);
  };
  return (
    <div className={styles.stack}>
      <RadioGroup
        look="cards"
        label={t('recipient.title')}
        hideLabel
        error={props.error}
        value={choice.recipient?.kind === 'hand-over' ? HAND_OVER : chosenId}
        onChange={choose}
        options={[
          ...shown.map((partner) => ({ value: partner.id, label: partner.value.name, hint: hint(partner) })),
          { value: HAND_OVER, label: t('recipient.handOver'), hint: t('recipient.handOverHint') },
        ]}
      />
      <ComboBox<Found>
        label={t('recipient.search')}
        help={t('recipient.searchHelp')}
        value={null}
        search={(text) =>
          findPartners(text, partners, { own: t('recipient.own'), seed: t('recipient.seed') })
        }
        onChange={(found) => {
          if (found === null) return;
          if ('partner' in found) take(found.partner);
          else setAsking(found.seed);
        }}
      />
      {asking && (
        <AddressForm
          key={'value' in asking ? asking.id : asking.name}
          of={'value' in asking ? { partner: asking } : { seed: asking }}
          onCancel={() => setAsking(null)}
          onKept={take}
        />
      )}
    </div>
  );
}
