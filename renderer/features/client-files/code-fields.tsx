import { useTranslation } from 'react-i18next';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import { loadCountries } from '../../data/packs/countries';
import { loadLanguages } from '../../data/packs/languages';
import type { NameTable } from '../../data/packs/names';
import { foldName } from '../../data/packs/pack';
import { usePack } from '../../data/packs/use-pack';
import { isClientLanguage, LANGUAGES } from '../../i18n/languages';
import { ComboBox } from '../../ui/combo-box';
import type { FieldProps } from '../../ui/field';
import { rankCodes } from './rank-codes';

interface CodeFieldProps extends Pick<FieldProps, 'label' | 'help' | 'required' | 'hideLabel'> {
  value: string | null;
  onChange: (code: string | null) => void;
}

/** How many names are offered for one typed text. */
const OFFERED = 30;

/** A language; with nothing typed the 19 client languages come first, with their own names beside. */
export function LanguageField(props: CodeFieldProps) {
  return <CodeField {...props} load={loadLanguages} first={CLIENT_LANGUAGES} />;
}

/** A nationality or country of the CLDR list. */
export function CountryField(props: CodeFieldProps) {
  return <CodeField {...props} load={loadCountries} first={[]} />;
}

function CodeField({
  load,
  first,
  value,
  onChange,
  ...field
}: CodeFieldProps & { load: () => Promise<NameTable>; first: readonly string[] }) {
  const { i18n } = useTranslation();
  const known = usePack(load);
  const itemOf = (names: NameTable | null) => (code: string) => ({
    id: code,
    label: names?.name(code, i18n.language) ?? code,
    ...(isClientLanguage(code) && first.length > 0 && { hint: LANGUAGES[code].autonym }),
  });
  const item = itemOf(known);
  const find = (names: NameTable | null, text: string) => {
    const query = foldName(text);
    if (query === '' && first.length > 0) return first.map(itemOf(names));
    return rankCodes(names?.list(i18n.language) ?? [], query, first)
      .slice(0, query === '' ? undefined : OFFERED)
      .map(itemOf(names));
  };
  /** Whoever types before the names are there is answered when they are. */
  const search = (text: string) =>
    known
      ? find(known, text)
      : load().then(
          (names) => find(names, text),
          () => find(null, text),
        );
  return (
    <ComboBox
      {...field}
      value={value ? item(value) : null}
      search={search}
      onChange={(chosen) => onChange(chosen?.id ?? null)}
    />
  );
}
