import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { useFields } from '../../data/use-fields';
import type { People } from '../../data/use-people';
import { formatDate } from '../../lib/dates';
import { Facts } from '../../ui/facts';
import { Select } from '../../ui/select';
import { TextArea } from '../../ui/text-area';
import styles from './edit.module.css';
import { EditFoot, EditSection } from './edit-section';
import type { SectionProps } from './section-props';

const OWN_FIELDS = ['concern', 'counsellor', 'openedOn'];

/** Why the person came, who is there for them, since when. */
export function ConcernSection({ file, people }: SectionProps) {
  const { t } = useTranslation('client-files');
  const { concern, counsellor, openedOn } = file.file.value;
  return (
    <EditSection
      id="concern"
      people={people}
      records={[
        {
          ...file.file,
          conflicts: file.file.conflicts.filter((field) => OWN_FIELDS.includes(field)),
        },
      ]}
      history={[{ collection: 'client-files', id: file.file.id, fields: OWN_FIELDS }]}
      read={
        <Facts
          open={t('open')}
          facts={[
            { label: t('field.concernFact'), value: concern, wide: true },
            { label: t('field.counsellor'), value: people.nameOf(counsellor) },
            { label: t('field.openedOn'), value: formatDate(openedOn) },
          ]}
        />
      }
      edit={(done) => <ConcernForm view={file.file} people={people} onDone={done} />}
    />
  );
}

function ConcernForm({
  view,
  people,
  onDone,
}: {
  view: View<'client-files'>;
  people: People;
  onDone: () => void;
}) {
  const { t } = useTranslation('client-files');
  const fields = useFields('client-files', view);
  const { concern, counsellor } = fields.value;
  return (
    <>
      <div className={styles.fields}>
        <TextArea
          label={t('field.concern')}
          help={t('intake.concernHelp')}
          value={concern ?? ''}
          onChange={(next) => fields.set({ concern: next })}
          onBlur={() => void fields.flush()}
          maxLength={2000}
          lang="de"
          autoFocus
        />
        <Select
          label={t('field.counsellor')}
          options={[
            { value: '', label: t('open') },
            ...people.all
              .filter(
                ({ id, standing, role }) =>
                  id === counsellor || (standing === 'active' && role !== 'administration'),
              )
              .map((person) => ({ value: person.id, label: person.name })),
          ]}
          value={counsellor ?? ''}
          onChange={(id) => fields.set({ counsellor: id || null })}
        />
      </div>
      <EditFoot state={fields.state} error={fields.error} onDone={onDone} />
    </>
  );
}
