import { useTranslation } from 'react-i18next';
import type { Address } from '#shared/domain/common';
import { loadPostcodes, type PostcodePlace } from '../../data/packs/postcodes';
import { usePack } from '../../data/packs/use-pack';
import { ChipGroup } from '../../ui/chip-group';
import { TextField } from '../../ui/text-field';
import styles from './edit.module.css';
import { fillPlace, placesOf } from './postcode';

const EMPTY: Address = { careOf: '', street: '', postcode: '', place: '' };

/** A postal address; the postcode fills in the place, and offers a choice where it has several. */
export function AddressFields({
  value,
  onChange,
}: {
  value: Address | null;
  onChange: (address: Address | null) => void;
}) {
  const { t } = useTranslation('client-files');
  const postcodes = usePack(loadPostcodes);
  const address = value ?? EMPTY;
  const known = (postcode: string): PostcodePlace[] => postcodes?.byPostcode(postcode) ?? [];
  const places = placesOf(known(address.postcode));
  const set = (patch: Partial<Address>) => {
    const next = { ...address, ...patch };
    onChange(Object.values(next).every((part) => part.trim() === '') ? null : next);
  };
  const setPostcode = (typed: string) => {
    const postcode = typed.replace(/\D/g, '').slice(0, 5);
    set({ postcode, place: fillPlace(address, known(address.postcode), known(postcode)) });
  };
  return (
    <>
      <TextField
        label={t('field.careOf')}
        help={t('field.careOfHelp')}
        value={address.careOf}
        onChange={(careOf) => set({ careOf })}
        maxLength={100}
      />
      <TextField
        label={t('field.street')}
        value={address.street}
        onChange={(street) => set({ street })}
        maxLength={100}
      />
      <div className={styles.pair}>
        <TextField
          label={t('field.postcode')}
          inputMode="numeric"
          dir="ltr"
          value={address.postcode}
          onChange={setPostcode}
          maxLength={5}
          {...(address.postcode.length === 5 &&
            postcodes &&
            places.length === 0 && { help: t('problem.postcodeUnknown') })}
        />
        <TextField
          label={t('field.place')}
          value={address.place}
          onChange={(place) => set({ place })}
          maxLength={100}
        />
      </div>
      {places.length > 1 && (
        <ChipGroup
          label={t('field.placeChoice')}
          value={places.includes(address.place) ? address.place : null}
          mayBeEmpty
          onChange={(place) => set({ place: place ?? '' })}
          chips={places.map((place) => ({ value: place, label: place }))}
        />
      )}
    </>
  );
}
