import { useTranslation } from 'react-i18next';
import { ROLES, type Role } from '#shared/security/compartments';
import { RadioGroup } from '../../ui/radio-group';

/** The roles, each with what it does. */
export function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation(['admin', 'common']);
  return (
    <RadioGroup<Role>
      label={t('admin:people.role')}
      look="cards"
      value={value}
      onChange={onChange}
      options={ROLES.map((role) => ({
        value: role,
        label: t(`common:role.${role}`),
        hint: t(`admin:people.roleHelp.${role}`),
      }))}
    />
  );
}
