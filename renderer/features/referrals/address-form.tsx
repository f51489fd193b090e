import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { partner as partnerSchema } from '#shared/domain/partners';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { loadPostcodes } from '../../data/packs/postcodes';
import { seedId } from '../../data/packs/partner-search';
import type { PartnerSeed } from '../../data/packs/partner-seeds';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { TextField } from '../../ui/text-field';
import styles from './refer.module.css';

type Subject = { seed: PartnerSeed } | { partner: View<'partners'> };

const nameOf = (subject: Subject) => ('seed' in subject ? subject.seed.name : subject.partner.value.name);

/** What was typed, and the way to keep it with the partner. */
function useAddress(subject: Subject, onKept: (partner: View<'partners'>) => void) {
  const [street, setStreet] = useState('');
  const [postcode, setPostcode] = useState('');
  const [place, setPlace] = useState('');
  const [contactPerson, setContactPerson] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const complete = street.trim() !== '' && /^\d{5}$/.test(postcode) && place.trim() !== '';

  const typePostcode = (typed: string) => {
    const digits = typed.replace(/\D/g, '').slice(0, 5);
    setPostcode(digits);
    if (digits.length !== 5 || place !== '') return;
    void loadPostcodes().then((table) => {
      const [first, second] = table.byPostcode(digits);
      if (first && !second) setPlace(first.place);
    });
  };
  const keep = async () => {
    setTried(true);
    if (!complete) return;
    const patch = {
      address: { careOf: '', street: street.trim(), postcode, place: place.trim() },
      contactPerson: contactPerson.trim(),
      verifiedOn: todayIso(),
    };
    try {
      onKept(
        'seed' in subject
          ? await data.documents.create(
              'partners',
              partnerSchema.parse({
                ...patch,
                name: subject.seed.name,
                kind: subject.seed.kind,
                seed: seedId(subject.seed),
              }),
            )
          : await data.documents.change('partners', subject.partner.id, patch),
      );
    } catch (reason) {
      setProblem(reason);
    }
  };
  return {
    street, setStreet, postcode, typePostcode, place, setPlace,
    contactPerson, setContactPerson, tried, problem, keep,
  }; // prettier-ignore
}

/**
 * Asks for the address of a partner that has none yet, and keeps it: the next letter knows it. `of` is an
 * entry of the shipped directory, or an own partner without address.
 */
export function AddressForm(props: {
  of: Subject;
  onKept: (partner: View<'partners'>) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('referrals');
  const { t: common } = useTranslation('common');
  const errorWords = useErrorWords();
  const name = nameOf(props.of);
  const form = useAddress(props.of, props.onKept);
  const need = (ok: boolean, words: string) => (form.tried && !ok ? words : undefined);
  return (
    <div className={styles.address}>
      <p>{t('address.why', { name })}</p>
      <TextField
        label={t('address.contact')}
        help={t('address.contactHelp')}
        value={form.contactPerson}
        onChange={form.setContactPerson}
        maxLength={200}
      />
      <TextField
        label={t('address.street')}
        value={form.street}
        onChange={form.setStreet}
        maxLength={100}
        required
        autoFocus
        error={need(form.street.trim() !== '', common('problem.required'))}
      />
      <div className={styles.town}>
        <TextField
          label={t('address.postcode')}
          value={form.postcode}
          onChange={form.typePostcode}
          inputMode="numeric"
          required
          error={need(/^\d{5}$/.test(form.postcode), common('problem.postcode'))}
        />
        <TextField
          label={t('address.place')}
          value={form.place}
          onChange={form.setPlace}
          maxLength={100}
          required
          error={need(form.place.trim() !== '', common('problem.required'))}
        />
      </div>
      {form.problem !== null && <Notice meaning="danger" title={errorWords(form.problem)} alert />}
      <div className={styles.buttons}>
        <Button variant="primary" onPress={() => void form.keep()}>
          {t('address.keep')}
        </Button>
        <Button variant="quiet" onPress={props.onCancel}>
          {common('action.cancel')}
        </Button>
      </div>
    </div>
  );
}
