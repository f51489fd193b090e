import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { loadCountries } from '../../data/packs/countries';
import { usePack } from '../../data/packs/use-pack';
import { useFields } from '../../data/use-fields';
import { formatDate, todayIso } from '../../lib/dates';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { DateField } from '../../ui/date-field';
import { Facts } from '../../ui/facts';
import { IconButton } from '../../ui/icon-button';
import { RadioGroup } from '../../ui/radio-group';
import { showToast } from '../../ui/toast';
import { TextField } from '../../ui/text-field';
import { CountryField, LanguageField } from './code-fields';
import styles from './edit.module.css';
import { EditFoot, EditSection } from './edit-section';
import { NameFields } from './name-fields';
import { hasName, isWeakBirthDate } from './person';
import type { SectionProps } from './section-props';

const OWN_FIELDS = [
  'name',
  'nameOriginal',
  'pronunciation',
  'salutation',
  'birthDate',
  'nationality',
  'furtherNationality',
];

/** The person: names in every form, birth, nationality. */
export function PersonSection({ file, people }: SectionProps) {
  return (
    <EditSection
      id="person"
      people={people}
      records={[
        { ...file.file, conflicts: file.file.conflicts.filter((field) => OWN_FIELDS.includes(field)) },
        ...file.aliases,
      ]}
      history={[
        { collection: 'client-files', id: file.file.id, fields: OWN_FIELDS },
        ...file.aliases.map(({ id }) => ({ collection: 'aliases' as const, id })),
      ]}
      read={<PersonFacts file={file} />}
      edit={(done) => <PersonForm view={file.file} aliases={file.aliases} onDone={done} />}
    />
  );
}

function PersonFacts({ file }: Pick<SectionProps, 'file'>) {
  const { t, i18n } = useTranslation('client-files');
  const countries = usePack(loadCountries);
  const { name, nameOriginal, pronunciation, salutation, birthDate, nationality, furtherNationality } =
    file.file.value;
  const nations = [nationality, furtherNationality].flatMap((code) =>
    code ? (countries?.name(code, i18n.language) ?? code) : [],
  );
  const birth =
    birthDate &&
    (isWeakBirthDate(birthDate) ? t('birth.weak', { date: formatDate(birthDate) }) : formatDate(birthDate));
  return (
    <Facts
      open={t('open')}
      facts={[
        { label: name.block ? t('field.blockName') : t('field.family'), value: <Bidi>{name.family}</Bidi> },
        ...(name.block ? [] : [{ label: t('field.given'), value: name.given && <Bidi>{name.given}</Bidi> }]),
        {
          label: t('field.nameOriginal'),
          value: nameOriginal && <Bidi lang={nameOriginal.language}>{nameOriginal.text}</Bidi>,
        },
        { label: t('field.pronunciation'), value: pronunciation },
        { label: t('field.salutation'), value: salutation && t(`salutation.${salutation}`) },
        { label: t('field.birthDate'), value: birth },
        { label: t('field.nationality'), value: nations.join(', ') },
        ...(file.aliases.length > 0
          ? [
              {
                label: t('field.aliases'),
                value: file.aliases.map(({ value }) => value.text).join(', '),
                wide: true,
              },
            ]
          : []),
      ]}
    />
  );
}

interface PersonFormProps {
  view: View<'client-files'>;
  aliases: View<'aliases'>[];
  onDone: () => void;
}

function PersonForm({ view, aliases, onDone }: PersonFormProps) {
  const { t } = useTranslation('client-files');
  const fields = useFields('client-files', view, { accept: (patch) => !patch.name || hasName(patch.name) });
  const {
    name,
    nameOriginal,
    pronunciation,
    salutation,
    birthDate,
    nationality,
    furtherNationality,
    language,
  } = fields.value;
  const original = nameOriginal ?? { text: '', language: language ?? '' };
  const setOriginal = (text: string, lang: string) =>
    fields.set({ nameOriginal: text.trim() ? { text, language: lang } : null });
  return (
    <>
      <div className={styles.fields} onBlur={() => void fields.flush()}>
        <NameFields value={name} onChange={(next) => fields.set({ name: next })} autoFocus />
        {!hasName(name) && <p role="alert">{t('problem.nameMissing')}</p>}
        <TextField
          label={t('field.nameOriginal')}
          help={t('field.nameOriginalHelp')}
          value={original.text}
          onChange={(text) => setOriginal(text, original.language || language || '')}
          lang={original.language}
          maxLength={200}
        />
        {original.text && (
          <LanguageField
            label={t('field.nameOriginalLanguage')}
            value={original.language || null}
            onChange={(code) => setOriginal(original.text, code ?? '')}
          />
        )}
        <TextField
          label={t('field.pronunciation')}
          help={t('field.pronunciationHelp')}
          value={pronunciation ?? ''}
          onChange={(next) => fields.set({ pronunciation: next })}
          maxLength={100}
        />
        <RadioGroup
          label={t('field.salutation')}
          look="row"
          value={salutation ?? null}
          onChange={(next) => fields.set({ salutation: next })}
          options={(['frau', 'herr', 'neutral'] as const).map((code) => ({
            value: code,
            label: t(`salutation.${code}`),
          }))}
        />
        <DateField
          label={t('field.birthDate')}
          help={t('field.birthDateHelp')}
          precision="year"
          value={birthDate ?? null}
          onChange={(next) => fields.set({ birthDate: next })}
          max={todayIso()}
          maxWords={t('problem.birthInFuture')}
        />
        <CountryField
          label={t('field.nationality')}
          value={nationality ?? null}
          onChange={(code) => fields.set({ nationality: code })}
        />
        <CountryField
          label={t('field.furtherNationality')}
          value={furtherNationality ?? null}
          onChange={(code) => fields.set({ furtherNationality: code })}
        />
        <Aliases fileId={view.id} aliases={aliases} />
      </div>
      <EditFoot state={fields.state} error={fields.error} onDone={onDone} />
    </>
  );
}

/** Further names: each is a record of its own, found by search like the first name. */
function Aliases({ fileId, aliases }: { fileId: string; aliases: View<'aliases'>[] }) {
  const { t } = useTranslation('client-files');
  const [text, setText] = useState('');
  const add = async () => {
    if (!text.trim()) return;
    await data.documents.create('aliases', { text: text.trim(), kind: 'alias' }, { fileId });
    setText('');
  };
  const remove = async (id: string) => {
    await data.documents.remove('aliases', id);
    showToast({ message: t('removed'), undo: () => data.documents.restore('aliases', id) });
  };
  return (
    <div>
      <p className={styles.legend}>{t('field.aliases')}</p>
      {aliases.map(({ id, value }) => (
        <div key={id} className={styles.line}>
          <Bidi>{value.text}</Bidi>
          <IconButton
            icon={Trash2}
            size="s"
            label={t('action.removeWhat', { what: value.text })}
            onPress={() => void remove(id)}
          />
        </div>
      ))}
      <div className={styles.line}>
        <TextField
          label={t('field.aliasNew')}
          hideLabel
          placeholder={t('field.aliasNew')}
          value={text}
          onChange={setText}
          maxLength={200}
        />
        <Button icon={Plus} onPress={() => void add()} isDisabled={!text.trim()}>
          {t('action.add')}
        </Button>
      </div>
    </div>
  );
}
