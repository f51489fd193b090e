import { Eye, EyeOff, Lock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Address } from '#shared/domain/common';
import type { View } from '../../data/api';
import { useFields } from '../../data/use-fields';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { ChipGroup } from '../../ui/chip-group';
import { CopyButton } from '../../ui/copy-button';
import { Facts } from '../../ui/facts';
import { TextField } from '../../ui/text-field';
import { AddressFields } from './address-fields';
import styles from './edit.module.css';
import { EditFoot, EditSection } from './edit-section';
import { addressLines, isWholeEmail, telHref } from './person';
import type { SectionProps } from './section-props';

const CHANNELS = ['phone', 'message', 'email', 'post', 'in-person'] as const;
const OWN_FIELDS = ['phone', 'email', 'contactChannel', 'contactNote', 'address', 'addressProtected'];

/** How the person can be reached. A protected address shows only on a press. */
export function ContactSection({ file, people }: SectionProps) {
  return (
    <EditSection
      id="contact"
      people={people}
      records={[
        { ...file.file, conflicts: file.file.conflicts.filter((field) => OWN_FIELDS.includes(field)) },
      ]}
      history={[{ collection: 'client-files', id: file.file.id, fields: OWN_FIELDS }]}
      read={<ContactFacts view={file.file} />}
      edit={(done) => <ContactForm view={file.file} onDone={done} />}
    />
  );
}

function ContactFacts({ view }: { view: View<'client-files'> }) {
  const { t } = useTranslation('client-files');
  const { phone, email, contactChannel, contactNote, address, addressProtected } = view.value;
  const tel = phone ? telHref(phone) : '';
  return (
    <Facts
      open={t('open')}
      facts={[
        {
          label: t('field.phone'),
          value: phone && (
            <span className={styles.copyable}>
              {tel ? <a href={tel}>{<bdi dir="ltr">{phone}</bdi>}</a> : <bdi dir="ltr">{phone}</bdi>}
              <CopyButton text={phone} what={t('field.phone')} />
            </span>
          ),
        },
        { label: t('field.email'), value: email && <bdi dir="ltr">{email}</bdi> },
        { label: t('field.contactChannel'), value: contactChannel && t(`channel.${contactChannel}`) },
        {
          label: t('field.address'),
          value: (addressLines(address).length > 0 || addressProtected) && (
            <AddressFact address={address ?? null} isProtected={addressProtected ?? false} />
          ),
          wide: true,
        },
        ...(contactNote ? [{ label: t('field.contactNote'), value: contactNote, wide: true }] : []),
      ]}
    />
  );
}

function AddressFact({ address, isProtected }: { address: Address | null; isProtected: boolean }) {
  const { t } = useTranslation('client-files');
  const [shown, setShown] = useState(false);
  const lines = addressLines(address);
  const block = lines.length > 0 && (
    <span className={styles.copyable}>
      <span>{lines.join('\n')}</span>
      <CopyButton text={lines.join('\n')} what={t('field.address')} />
    </span>
  );
  if (!isProtected) return block;
  return (
    <span className={styles.guarded}>
      <span className={styles.mark}>
        <Lock aria-hidden />
        {t('contact.protected')}
      </span>
      {shown && block}
      {lines.length > 0 && (
        <Button variant="quiet" icon={shown ? EyeOff : Eye} onPress={() => setShown(!shown)}>
          {t(shown ? 'contact.hide' : 'contact.show')}
        </Button>
      )}
    </span>
  );
}

function ContactForm({ view, onDone }: { view: View<'client-files'>; onDone: () => void }) {
  const { t } = useTranslation('client-files');
  const fields = useFields('client-files', view, { accept: (patch) => isWholeEmail(patch.email ?? '') });
  const [leftEmail, setLeftEmail] = useState(false);
  const { phone, email, contactChannel, contactNote, address, addressProtected } = fields.value;
  const emailProblem = leftEmail && !isWholeEmail(email ?? '') ? t('problem.email') : undefined;
  return (
    <>
      <div className={styles.fields} onBlur={() => void fields.flush()}>
        <TextField
          label={t('field.phone')}
          type="tel"
          dir="ltr"
          value={phone ?? ''}
          onChange={(next) => fields.set({ phone: next })}
          maxLength={40}
          autoFocus
        />
        <TextField
          label={t('field.email')}
          type="email"
          dir="ltr"
          value={email ?? ''}
          onChange={(next) => fields.set({ email: next.trim() })}
          onBlur={() => setLeftEmail(true)}
          error={emailProblem}
          maxLength={200}
        />
        <div>
          <p className={styles.legend}>{t('field.contactChannel')}</p>
          <ChipGroup
            label={t('field.contactChannel')}
            mayBeEmpty
            value={contactChannel ?? null}
            onChange={(next) => fields.set({ contactChannel: next })}
            chips={CHANNELS.map((code) => ({ value: code, label: t(`channel.${code}`) }))}
          />
        </div>
        <TextField
          label={t('field.contactNote')}
          help={t('field.contactNoteHelp')}
          value={contactNote ?? ''}
          onChange={(next) => fields.set({ contactNote: next })}
          maxLength={300}
        />
        <AddressFields value={address ?? null} onChange={(next) => fields.set({ address: next })} />
        <Checkbox
          label={t('contact.protected')}
          hint={t('contact.protectedHelp')}
          checked={addressProtected ?? false}
          onChange={(next) => fields.set({ addressProtected: next })}
        />
      </div>
      <EditFoot state={fields.state} error={fields.error} onDone={onDone} />
    </>
  );
}
