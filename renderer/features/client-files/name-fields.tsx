import { useTranslation } from 'react-i18next';
import type { ClientName } from '#shared/domain/client-files';
import { Checkbox } from '../../ui/checkbox';
import { TextField } from '../../ui/text-field';

interface NameFieldsProps {
  value: ClientName;
  onChange: (name: ClientName) => void;
  autoFocus?: boolean;
}

/** The name as the document shows it. As Blockname all of it is one line, kept as family name. */
export function NameFields({ value, onChange, autoFocus = false }: NameFieldsProps) {
  const { t } = useTranslation('client-files');
  const toBlock = (block: boolean) => {
    const whole = [value.given, value.family].filter(Boolean).join(' ');
    onChange(block ? { family: whole, given: '', block } : { ...value, block });
  };
  return (
    <>
      <TextField
        label={value.block ? t('field.blockName') : t('field.family')}
        required
        value={value.family}
        onChange={(family) => onChange({ ...value, family })}
        maxLength={200}
        autoFocus={autoFocus}
      />
      {!value.block && (
        <TextField
          label={t('field.given')}
          value={value.given}
          onChange={(given) => onChange({ ...value, given })}
          maxLength={200}
        />
      )}
      <Checkbox
        label={t('field.block')}
        hint={t('field.blockHelp')}
        checked={value.block}
        onChange={toBlock}
      />
    </>
  );
}
