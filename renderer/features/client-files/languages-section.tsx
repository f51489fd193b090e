import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { GER_LEVELS } from '#shared/domain/common';
import type { LanguageSkill } from '#shared/domain/client-files';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { loadLanguages } from '../../data/packs/languages';
import { usePack } from '../../data/packs/use-pack';
import { useFields } from '../../data/use-fields';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { ChipGroup } from '../../ui/chip-group';
import { EmptyState } from '../../ui/empty-state';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { showToast } from '../../ui/toast';
import { LanguageField } from './code-fields';
import styles from './edit.module.css';
import { EditFoot, EditSection } from './edit-section';
import { GER_SKILLS } from './person';
import type { SectionProps } from './section-props';
import table from './table.module.css';
import type { ClientFileData } from './use-client-file';

const SOURCES = ['certificate', 'placement-test', 'estimate', 'self'] as const;

/** The languages of the person with the GER per skill, German first. */
export function LanguagesSection({ file, people }: SectionProps) {
  const { t } = useTranslation('client-files');
  const skills = inOrder(file);
  return (
    <EditSection
      id="languages"
      people={people}
      records={file.languageSkills}
      history={skills.map(({ id }) => ({ collection: 'language-skills', id }))}
      read={
        skills.length > 0 ? (
          <SkillTable skills={skills} />
        ) : (
          <EmptyState title={t('languages.empty')}>{t('languages.emptyHelp')}</EmptyState>
        )
      }
      edit={(done) => <LanguagesForm file={file} skills={skills} onDone={done} />}
    />
  );
}

/** German first, then mother tongues, then the rest as entered. */
function inOrder(file: ClientFileData): View<'language-skills'>[] {
  const rank = ({ language, native }: LanguageSkill) =>
    language === 'de' ? 0 : native || language === file.file.value.language ? 1 : 2;
  return [...file.languageSkills].sort((a, b) => rank(a.value) - rank(b.value));
}

function SkillTable({ skills }: { skills: View<'language-skills'>[] }) {
  const { t, i18n } = useTranslation('client-files');
  const languages = usePack(loadLanguages);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t('field.language')}</span>
          </th>
          {GER_SKILLS.map((part) => (
            <th key={part} scope="col">
              {t(`skill.${part}`)}
            </th>
          ))}
          <th scope="col">{t('field.source')}</th>
        </tr>
      </thead>
      <tbody>
        {skills.map(({ id, value }) => (
          <tr key={id}>
            <th scope="row">{languages?.name(value.language, i18n.language) ?? value.language}</th>
            {value.native ? (
              <td colSpan={4}>{t('languages.native')}</td>
            ) : (
              GER_SKILLS.map((part) => (
                <td key={part}>{value[part] ? t(`level.${value[part]}`) : t('level.open')}</td>
              ))
            )}
            <td>{value.source ? t(`source.${value.source}`) : t('open')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LanguagesForm({
  file,
  skills,
  onDone,
}: {
  file: ClientFileData;
  skills: View<'language-skills'>[];
  onDone: () => void;
}) {
  const { t } = useTranslation('client-files');
  const fields = useFields('client-files', file.file);
  const add = (language: string | null) => {
    if (language && !skills.some(({ value }) => value.language === language)) {
      void data.documents.create('language-skills', { language }, { fileId: file.file.id });
    }
  };
  return (
    <>
      <div className={styles.fields}>
        <LanguageField
          label={t('field.languageTalk')}
          help={t('field.languageTalkHelp')}
          value={fields.value.language || null}
          onChange={(language) => fields.set({ language: language ?? '' })}
        />
        <div>
          <p className={styles.legend}>{t('field.interpreter')}</p>
          <ChipGroup
            label={t('field.interpreter')}
            value={fields.value.interpreter ?? 'open'}
            onChange={(interpreter) => fields.set({ interpreter: interpreter ?? 'open' })}
            chips={(['needed', 'not-needed', 'open'] as const).map((code) => ({
              value: code,
              label: t(`interpreterShort.${code}`),
            }))}
          />
        </div>
        {skills.map((view) => (
          <SkillForm key={view.id} view={view} />
        ))}
        <div className={styles.entry}>
          <LanguageField label={t('languages.add')} value={null} onChange={add} />
          {!skills.some(({ value }) => value.language === 'de') && (
            <Button icon={Plus} className={styles.start} onPress={() => add('de')}>
              {t('languages.addGerman')}
            </Button>
          )}
        </div>
      </div>
      <EditFoot state={fields.state} error={fields.error} onDone={onDone} />
    </>
  );
}

function SkillForm({ view }: { view: View<'language-skills'> }) {
  const { t, i18n } = useTranslation('client-files');
  const languages = usePack(loadLanguages);
  const fields = useFields('language-skills', view);
  const name = languages?.name(view.value.language, i18n.language) ?? view.value.language;
  const levels = [
    { value: 'open', label: t('level.openLong') },
    ...GER_LEVELS.map((level) => ({ value: level, label: t(`level.${level}`) })),
  ];
  const remove = async () => {
    await data.documents.remove('language-skills', view.id);
    showToast({ message: t('removed'), undo: () => data.documents.restore('language-skills', view.id) });
  };
  return (
    <fieldset className={styles.entry} aria-label={name}>
      <div className={styles.entryHead}>
        <span>{name}</span>
        <IconButton
          icon={Trash2}
          label={t('action.removeWhat', { what: name })}
          onPress={() => void remove()}
        />
      </div>
      {view.value.language !== 'de' && (
        <Checkbox
          label={t('languages.native')}
          checked={fields.value.native ?? false}
          onChange={(native) => fields.set({ native })}
        />
      )}
      {!fields.value.native && (
        <div className={styles.levels}>
          {GER_SKILLS.map((part) => (
            <Select
              key={part}
              label={t(`skill.${part}`)}
              options={levels}
              value={fields.value[part] ?? 'open'}
              onChange={(level) => fields.set({ [part]: GER_LEVELS.find((one) => one === level) ?? null })}
            />
          ))}
        </div>
      )}
      <div>
        <p className={styles.legend}>{t('field.source')}</p>
        <ChipGroup
          label={t('field.source')}
          mayBeEmpty
          value={fields.value.source ?? null}
          onChange={(source) => fields.set({ source })}
          chips={SOURCES.map((code) => ({ value: code, label: t(`source.${code}`) }))}
        />
      </div>
    </fieldset>
  );
}
