import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BASIC_INSTRUMENT } from '#shared/domain/assessment-instrument';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { loadLanguages } from '../../data/packs/languages';
import { usePack } from '../../data/packs/use-pack';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { isClientLanguage, LANGUAGES } from '../../i18n/languages';
import { go, paths } from '../../lib/paths';
import { Button } from '../../ui/button';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { BilingualText } from './bilingual-text';
import { personName } from './own-words';
import { ProblemNotice } from './problem-notice';
import styles from './start-page.module.css';
import { useSaid } from './use-client-texts';

/** Before the first question: in which language, with whom, and that nothing has to be answered. */
export function StartPage({ fileId }: { fileId: string }) {
  const live = useLive(['client-files'], () => data.documents.get('client-files', fileId), [fileId]);
  const { t } = useTranslation('client-files');
  return (
    <LivePage
      live={live}
      empty={{
        title: t('file.gone'),
        children: t('file.goneHelp'),
        actions: <LinkButton href={paths.clientFiles}>{t('list.title')}</LinkButton>,
      }}
    >
      {(file) => <Start file={file} />}
    </LivePage>
  );
}

function Start({ file }: { file: View<'client-files'> }) {
  const { t, i18n } = useTranslation('assessments');
  const languages = usePack(loadLanguages);
  const { me } = usePeople();
  const own = file.value.language ?? '';
  const [language, setLanguage] = useState<string>(isClientLanguage(own) ? own : 'de');
  const [interpreter, setInterpreter] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [german, client] = [useSaid('de'), useSaid(language)];

  const begin = async () => {
    if (!me) return;
    try {
      const made = await data.documents.create(
        'assessments',
        {
          instrument: BASIC_INSTRUMENT.id,
          instrumentVersion: BASIC_INSTRUMENT.version,
          language,
          ...(interpreter.trim() && { interpreter: interpreter.trim() }),
          assessor: me.id,
          state: 'running',
          startedAt: new Date().toISOString(),
        },
        { fileId: file.id },
      );
      go(paths.assessment(file.id, made.id));
    } catch (reason) {
      setProblem(reason);
    }
  };

  return (
    <>
      <PageHead title={t('title')} subtitle={<bdi>{personName(file.value.name)}</bdi>} />
      <PageBody narrow>
        <div className={styles.form}>
          <Select
            label={t('start.language')}
            help={isClientLanguage(own) || own === '' ? t('start.languageHelp') : t('start.languageMissing')}
            options={CLIENT_LANGUAGES.map((code) => ({
              value: code,
              label: languages?.name(code, i18n.language) ?? code,
              hint: LANGUAGES[code].autonym,
            }))}
            value={language}
            onChange={setLanguage}
          />
          <TextField
            label={t('start.interpreter')}
            help={t('start.interpreterHelp')}
            value={interpreter}
            onChange={setInterpreter}
            maxLength={100}
          />
        </div>
        <div className={styles.words}>
          <BilingualText german={german} client={client} textKey="intro" />
          <BilingualText german={german} client={client} textKey="voluntary" />
        </div>
        {client.draft && (
          <Notice meaning="neutral" title={t('draft')}>
            {t('draftHelp')}
          </Notice>
        )}
        <ProblemNotice problem={problem} />
        <div className={styles.foot}>
          <Button variant="primary" size="l" icon={Play} isDisabled={!me} onPress={() => void begin()}>
            {t('start.begin')}
          </Button>
          <LinkButton variant="quiet" href={paths.clientFile(file.id)}>
            {t('toFile')}
          </LinkButton>
        </div>
      </PageBody>
    </>
  );
}
