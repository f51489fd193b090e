import { Eye, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newId } from '#shared/crypto/random';
import { CLAUSE_CODES, type Residence } from '#shared/domain/residence';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useFields } from '../../data/use-fields';
import type { People } from '../../data/use-people';
import { formatDate, todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { ComboBox } from '../../ui/combo-box';
import { DateField } from '../../ui/date-field';
import { EmptyState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import styles from './edit.module.css';
import { EditFoot, EditSection } from './edit-section';
import { inOrder } from './person';
import residence from './residence-section.module.css';
import { useDocumentName, useResidenceDocuments } from './residence-words';
import type { SectionProps } from './section-props';

/** Residence documents: type, legal basis and clause are three things; the clause stands verbatim. */
export function ResidenceSection({ file, people }: SectionProps) {
  const { t } = useTranslation('client-files');
  const [first] = file.residence;
  // A new document has a form before it exists: it is made with what is typed first.
  const [unmade, setUnmade] = useState<string | null>(null);
  if (file.residence.some(({ id }) => id === unmade)) setUnmade(null);
  const forms = [...(unmade === null ? [] : [{ id: unmade, value: {} }]), ...file.residence];
  return (
    <EditSection
      id="residence"
      people={people}
      records={file.residence}
      history={file.residence.map(({ id }) => ({ collection: 'residence', id }))}
      onOpen={() => setUnmade(first ? null : newId())}
      read={
        first ? (
          <>
            {file.residence.map((view) => (
              <Document key={view.id} value={view.value} people={people} />
            ))}
            <p className={residence.note}>{t('residence.voluntary')}</p>
          </>
        ) : (
          <EmptyState title={t('residence.empty')}>{t('residence.voluntary')}</EmptyState>
        )
      }
      edit={(done) => (
        <>
          {forms.map((view) => (
            <DocumentForm
              key={view.id}
              view={view}
              people={people}
              unmadeIn={view.id === unmade ? file.file.id : null}
              onDone={done}
            />
          ))}
          <Button
            variant="quiet"
            icon={Plus}
            className={residence.add}
            isDisabled={unmade !== null}
            onPress={() => setUnmade(newId())}
          >
            {t('residence.add')}
          </Button>
        </>
      )}
    />
  );
}

function Document({ value, people }: { value: Residence; people: People }) {
  const { t } = useTranslation('client-files');
  const nameOf = useDocumentName();
  const { clause, seenOriginal, documentType, legalBasis, authority, validFrom, validUntil } = value;
  const dates = { from: formatDate(validFrom), until: formatDate(validUntil) };
  const validity =
    validFrom && validUntil
      ? `${dates.from} – ${dates.until}`
      : validFrom
        ? t('residence.from', { date: dates.from })
        : dates.until;
  return (
    <div className={residence.document}>
      <Facts
        open={t('open')}
        facts={[
          {
            label: t('field.clause'),
            value: clause?.verbatim && (
              <span lang="de" className={residence.verbatim}>
                <bdi dir="ltr">„{clause.verbatim}“</bdi>
              </span>
            ),
            wide: true,
          },
          {
            label: t('field.seenOriginal'),
            value: seenOriginal
              ? `${formatDate(seenOriginal.on)}, ${people.nameOf(seenOriginal.by) || t('somebody')}`
              : t('residence.notSeenShort'),
          },
          { label: t('field.clauseCode'), value: clause?.code && t(`clause.${clause.code}`) },
          { label: t('field.documentType'), value: nameOf(documentType) },
          { label: t('field.legalBasis'), value: legalBasis && <bdi dir="ltr">{legalBasis}</bdi> },
          { label: t('field.validUntil'), value: validity },
          { label: t('field.authority'), value: authority },
        ]}
      />
    </div>
  );
}

interface DocumentFormProps {
  view: Pick<View<'residence'>, 'id' | 'value'>;
  people: People;
  /** The file that the document will be made in; null where it exists. */
  unmadeIn: string | null;
  onDone: () => void;
}

function DocumentForm({ view, people, unmadeIn, onDone }: DocumentFormProps) {
  const { t } = useTranslation('client-files');
  const fields = useFields('residence', view, {
    make:
      unmadeIn === null
        ? undefined
        : (values) => data.documents.create('residence', values, { id: view.id, fileId: unmadeIn }),
  });
  const { clause, validFrom, validUntil, authority, legalBasis, seenOriginal } = fields.value;
  const remove = async () => {
    await data.documents.remove('residence', view.id);
    onDone();
    showToast({ message: t('removed'), undo: () => data.documents.restore('residence', view.id) });
  };
  return (
    <fieldset className={styles.entry} aria-label={t('residence.document')}>
      <div className={styles.entryHead}>
        <span>{t('residence.document')}</span>
        {unmadeIn === null && (
          <IconButton
            icon={Trash2}
            label={t('action.removeWhat', { what: t('residence.document') })}
            onPress={() => void remove()}
          />
        )}
      </div>
      <div className={styles.fields} onBlur={() => void fields.flush()}>
        <DocumentType
          value={fields.value.documentType ?? ''}
          onChange={(documentType) => fields.set({ documentType })}
        />
        <TextField
          label={t('field.legalBasis')}
          help={t('field.legalBasisHelp')}
          value={legalBasis ?? ''}
          onChange={(next) => fields.set({ legalBasis: next })}
          maxLength={120}
          lang="de"
        />
        <ClauseFields value={clause ?? null} onChange={(next) => fields.set({ clause: next })} />
        <div className={styles.pair}>
          <DateField
            label={t('field.validFrom')}
            value={validFrom ?? null}
            onChange={(next) => fields.set({ validFrom: next })}
          />
          <DateField
            label={t('field.validUntil')}
            value={validUntil ?? null}
            onChange={(next) => fields.set({ validUntil: next })}
            error={inOrder(validFrom, validUntil) ? undefined : t('problem.validity')}
          />
        </div>
        <TextField
          label={t('field.authority')}
          value={authority ?? ''}
          onChange={(next) => fields.set({ authority: next })}
          maxLength={200}
        />
        <SeenOriginal
          value={seenOriginal ?? null}
          people={people}
          onChange={(next) => fields.set({ seenOriginal: next })}
        />
      </div>
      <EditFoot state={fields.state} error={fields.error} onDone={onDone} />
    </fieldset>
  );
}

type Clause = NonNullable<Residence['clause']>;

/** The ancillary clause: its wording, and beside it a code to find it by. */
function ClauseFields({
  value,
  onChange,
}: {
  value: Clause | null;
  onChange: (clause: Clause | null) => void;
}) {
  const { t } = useTranslation('client-files');
  const set = (patch: Partial<Clause>) => {
    const next = { verbatim: '', code: null, ...value, ...patch };
    onChange(next.verbatim || next.code ? next : null);
  };
  return (
    <>
      <TextArea
        label={t('field.clause')}
        help={t('field.clauseHelp')}
        value={value?.verbatim ?? ''}
        onChange={(verbatim) => set({ verbatim })}
        maxLength={500}
        lang="de"
      />
      <Select
        label={t('field.clauseCode')}
        help={t('field.clauseCodeHelp')}
        options={[
          { value: 'open', label: t('open') },
          ...CLAUSE_CODES.map((code) => ({ value: code, label: t(`clause.${code}`) })),
        ]}
        value={value?.code ?? 'open'}
        onChange={(code) => set({ code: CLAUSE_CODES.find((one) => one === code) ?? null })}
      />
    </>
  );
}

/** A document of the list, or another one in free words. */
function DocumentType({ value, onChange }: { value: string; onChange: (type: string) => void }) {
  const { t } = useTranslation('client-files');
  const documents = useResidenceDocuments();
  const nameOf = useDocumentName();
  const items = documents.map(({ code, section }) => ({ id: code, label: nameOf(code), hint: section }));
  return (
    <ComboBox
      label={t('field.documentType')}
      help={t('field.documentTypeHelp')}
      value={value ? (items.find(({ id }) => id === value) ?? { id: value, label: value, hint: '' }) : null}
      search={(text) => items.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()))}
      onChange={(item) => onChange(item?.id ?? '')}
      onText={(text) => onChange(text.slice(0, 60))}
    />
  );
}

interface SeenOriginalProps {
  value: Residence['seenOriginal'];
  people: People;
  onChange: (value: NonNullable<Residence['seenOriginal']> | null) => void;
}

/** Who saw the paper itself, and when: one press for today, another day typed. */
function SeenOriginal({ value, people, onChange }: SeenOriginalProps) {
  const { t } = useTranslation('client-files');
  const [other, setOther] = useState(false);
  const me = people.me?.id ?? '';
  return (
    <div>
      <p className={styles.legend}>{t('field.seenOriginal')}</p>
      <div className={styles.line}>
        <span>
          {value
            ? t('residence.seen', {
                date: formatDate(value.on),
                name: people.nameOf(value.by) || t('somebody'),
              })
            : t('residence.notSeen')}
        </span>
        {!value && (
          <Button icon={Eye} onPress={() => onChange({ on: todayIso(), by: me })}>
            {t('residence.seenToday')}
          </Button>
        )}
        <Button variant="quiet" onPress={() => (value ? onChange(null) : setOther(!other))}>
          {t(value ? 'residence.takeBack' : 'residence.seenOther')}
        </Button>
      </div>
      {other && !value && (
        <DateField
          className={styles.short}
          label={t('residence.seenOn')}
          value={null}
          max={todayIso()}
          onChange={(on) => {
            if (on) onChange({ on, by: me });
            setOther(false);
          }}
        />
      )}
    </div>
  );
}
