import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Address } from '#shared/domain/common';
import { OFFICE_DOCUMENT, PIN_UNTIL_HOUR } from '#shared/domain/office';
import { SCHEMAS } from '#shared/domain/registry';
import type { View } from '../../data/api';
import type { Values } from '#shared/domain/registry';
import { data } from '../../data/client';
import { useFields } from '../../data/use-fields';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { HistoryButton } from '../../ui/history-button';
import { Notice } from '../../ui/notice';
import { Section } from '../../ui/section';
import { Select } from '../../ui/select';
import { Skeleton } from '../../ui/skeleton';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import styles from './admin.module.css';
import { footerColumns, footerText } from './footer-text';

const LOCK_MINUTES = ['2', '5', '10', '15'] as const;
const DEFAULT_LOCK = '10';
const PIN_HOURS = ['15', '16', '17', '18', '19', '20', '21', '22'] as const;
const NO_PIN = 'none';
const schema = SCHEMAS.office.schema.partial();

/** The address; a postcode is kept as soon as it is complete. */
function AddressFields({
  value,
  onChange,
}: {
  value: Address | null | undefined;
  onChange: (address: Address) => void;
}) {
  const { t } = useTranslation(['admin', 'common']);
  const address = value ?? { careOf: '', street: '', postcode: '', place: '' };
  const [postcode, setPostcode] = useState(address.postcode);
  const badPostcode = postcode !== '' && !/^\d{5}$/.test(postcode);
  return (
    <>
      <TextField
        label={t('admin:office.street')}
        value={address.street}
        onChange={(street) => onChange({ ...address, street })}
        maxLength={100}
      />
      <div className={styles.pair}>
        <TextField
          label={t('admin:office.postcode')}
          value={postcode}
          inputMode="numeric"
          onChange={(typed) => {
            setPostcode(typed);
            if (/^(\d{5})?$/.test(typed)) onChange({ ...address, postcode: typed });
          }}
          error={badPostcode ? t('common:problem.postcode') : undefined}
          maxLength={5}
        />
        <TextField
          label={t('admin:office.place')}
          value={address.place}
          onChange={(place) => onChange({ ...address, place })}
          maxLength={100}
        />
      </div>
    </>
  );
}

/** Whether a PIN may stand in for the passphrase, and until which hour. */
function PinRule({
  value,
  onChange,
}: {
  value: Pick<Values<'office'>, 'pin' | 'pinUntilHour'>;
  onChange: (rule: Pick<Values<'office'>, 'pin' | 'pinUntilHour'>) => void;
}) {
  const { t } = useTranslation('admin');
  return (
    <Select
      label={t('pin.office')}
      help={t('pin.officeHelp')}
      options={[
        { value: NO_PIN, label: t('pin.officeNone') },
        ...PIN_HOURS.map((hour) => ({ value: hour, label: t('pin.officeUntil', { hour }) })),
      ]}
      value={value.pin === false ? NO_PIN : String(value.pinUntilHour ?? PIN_UNTIL_HOUR)}
      onChange={(chosen) =>
        onChange(chosen === NO_PIN ? { pin: false } : { pin: true, pinUntilHour: Number(chosen) })
      }
    />
  );
}

/** Letterhead and settings of the office; each field saves itself at a pause. */
function OfficeForm({ view }: { view: View<'office'> }) {
  const { t } = useTranslation(['admin', 'common']);
  const words = useErrorWords();
  const fields = useFields('office', view, { accept: (patch) => schema.safeParse(patch).success });
  const { value, set } = fields;
  const badEmail = value.email !== undefined && !schema.safeParse({ email: value.email }).success;
  return (
    <div className={styles.form}>
      <TextField
        label={t('admin:office.name')}
        value={value.name}
        onChange={(name) => set({ name })}
        error={value.name.trim() === '' ? t('common:problem.required') : undefined}
        maxLength={200}
      />
      <TextField
        label={t('admin:office.subline')}
        help={t('admin:office.sublineHelp')}
        value={value.subline ?? ''}
        onChange={(subline) => set({ subline })}
        maxLength={200}
      />
      <AddressFields value={value.address} onChange={(address) => set({ address })} />
      <TextField
        label={t('admin:office.phone')}
        type="tel"
        dir="ltr"
        value={value.phone ?? ''}
        onChange={(phone) => set({ phone })}
        maxLength={40}
      />
      <TextField
        label={t('admin:office.email')}
        type="email"
        dir="ltr"
        value={value.email ?? ''}
        onChange={(email) => set({ email })}
        error={badEmail ? t('common:problem.email') : undefined}
        maxLength={200}
      />
      <TextArea
        label={t('admin:office.footer')}
        help={t('admin:office.footerHelp')}
        value={footerText(value.footer ?? [])}
        onChange={(text) => set({ footer: footerColumns(text) })}
      />
      <Select
        label={t('admin:office.lock')}
        help={t('admin:office.lockHelp')}
        options={LOCK_MINUTES.map((minutes) => ({
          value: minutes,
          label: t('admin:office.minutes', { count: Number(minutes) }),
        }))}
        value={
          LOCK_MINUTES.find((minutes) => minutes === String(value.lockAfterMinutes ?? DEFAULT_LOCK)) ?? null
        }
        onChange={(minutes) => set({ lockAfterMinutes: Number(minutes) })}
      />
      <PinRule value={value} onChange={set} />
      {fields.error ? (
        <Notice meaning="danger" alert>
          {words(fields.error)}
        </Notice>
      ) : (
        <p className={styles.saved} role="status">
          {fields.state === 'saved' ? t('common:state.saved') : ''}
        </p>
      )}
    </div>
  );
}

export function OfficeSection({ id, officeName }: { id: string; officeName: string }) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const {
    value: view,
    status,
    error,
  } = useLive(['office'], () => data.documents.get('office', OFFICE_DOCUMENT), []);
  const missing = status === 'ready' && view === null;
  useEffect(() => {
    // An office from before this document existed: its name is known, the rest is still open.
    if (missing) void data.documents.create('office', { name: officeName }, { id: OFFICE_DOCUMENT });
  }, [missing, officeName]);
  return (
    <Section
      look="file"
      id={id}
      title={t('part.office')}
      actions={
        <HistoryButton
          what={t('part.office')}
          records={view ? [{ collection: 'office', id: OFFICE_DOCUMENT }] : []}
        />
      }
    >
      <p className={styles.lead}>{t('office.help')}</p>
      {view ? (
        <OfficeForm view={view} />
      ) : error ? (
        <Notice meaning="danger">{words(error)}</Notice>
      ) : (
        <Skeleton />
      )}
    </Section>
  );
}
