import { useEffect, useState } from 'react';
import type { Control, UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { PARTNER_KINDS, partner as partnerSchema, type Partner } from '#shared/domain/partners';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { loadPostcodes } from '../../data/packs/postcodes';
import { seedId } from '../../data/packs/partner-search';
import type { PartnerSeed } from '../../data/packs/partner-seeds';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormDateField, FormErrorSummary, FormSelect, FormTextField, useZodForm } from '../../ui/form';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toast';
import styles from './partners.module.css';

const formSchema = z.object({
  name: partnerSchema.shape.name,
  kind: partnerSchema.shape.kind,
  department: z.string().max(200),
  contactPerson: z.string().max(200),
  remit: z.string().max(500),
  careOf: z.string().max(100),
  street: z.string().max(100),
  postcode: z.string().regex(/^(\d{5})?$/, 'postcode'),
  place: z.string().max(100),
  phone: z.string().max(40),
  email: z.union([z.literal(''), z.email('email')]),
  verifiedOn: z.iso.date().nullable(),
});
type Values = z.infer<typeof formSchema>;

/** What is edited: an own partner, an entry of the directory to take over, or a new one. */
export type PartnerSubject = { partner: View<'partners'> } | { seed: PartnerSeed } | { name: string };

function valuesOf(subject: PartnerSubject): Values {
  const partner: Partial<Partner> =
    'partner' in subject
      ? subject.partner.value
      : 'seed' in subject
        ? { name: subject.seed.name, kind: subject.seed.kind }
        : { name: subject.name };
  return {
    name: partner.name ?? '',
    kind: partner.kind ?? 'other',
    department: partner.department ?? '',
    contactPerson: partner.contactPerson ?? '',
    remit: partner.remit ?? '',
    careOf: partner.address?.careOf ?? '',
    street: partner.address?.street ?? '',
    postcode: partner.address?.postcode ?? '',
    place: partner.address?.place ?? '',
    phone: partner.phone ?? '',
    email: partner.email ?? '',
    verifiedOn: 'partner' in subject ? (partner.verifiedOn ?? null) : todayIso(),
  };
}

function partnerOf({ careOf, street, postcode, place, ...rest }: Values): Partner {
  const known = [careOf, street, postcode, place].some((part) => part.trim() !== '');
  return { ...rest, address: known ? { careOf, street, postcode, place } : null };
}

/** Fills in the place where the postcode leaves no choice and none was typed. */
function usePlaceOfPostcode({ watch, setValue, getValues }: UseFormReturn<Values>): void {
  const postcode = watch('postcode');
  useEffect(() => {
    if (!/^\d{5}$/.test(postcode)) return;
    void loadPostcodes().then((table) => {
      const [first, second] = table.byPostcode(postcode);
      if (first && !second && getValues('place') === '') setValue('place', first.place);
    });
  }, [postcode, setValue, getValues]);
}

function PartnerFields({ control }: { control: Control<Values, unknown, never> }) {
  const { t } = useTranslation('partners');
  return (
    <>
      <FormTextField control={control} name="name" label={t('form.name')} required />
      <FormSelect
        control={control}
        name="kind"
        label={t('form.kind')}
        options={PARTNER_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
      />
      <FormTextField control={control} name="department" label={t('form.department')} />
      <FormTextField
        control={control}
        name="contactPerson"
        label={t('form.contactPerson')}
        help={t('form.contactHelp')}
      />
      <FormTextField control={control} name="careOf" label={t('form.careOf')} />
      <FormTextField control={control} name="street" label={t('form.street')} />
      <div className={styles.town}>
        <FormTextField control={control} name="postcode" label={t('form.postcode')} inputMode="numeric" />
        <FormTextField control={control} name="place" label={t('form.place')} />
      </div>
      <FormDateField
        control={control}
        name="verifiedOn"
        label={t('form.verifiedOn')}
        max={todayIso()}
        maxWords={t('form.future')}
      />
      <FormTextField control={control} name="phone" label={t('form.phone')} type="tel" />
      <FormTextField control={control} name="email" label={t('form.email')} type="email" />
      <FormTextField control={control} name="remit" label={t('form.remit')} />
    </>
  );
}

/** Adds or changes a partner; its address carries the day it was checked. */
export function PartnerForm({ subject, onClose }: { subject: PartnerSubject; onClose: () => void }) {
  const { t } = useTranslation('partners');
  const { t: common } = useTranslation('common');
  const errorWords = useErrorWords();
  const form = useZodForm(formSchema, valuesOf(subject));
  const [failed, setFailed] = useState<unknown>(null);
  usePlaceOfPostcode(form);
  // Fields take a control of any output; react-hook-form's type is invariant in it.
  const control = form.control as unknown as Control<Values, unknown, never>;

  const save = form.handleSubmit(async (values) => {
    try {
      if ('partner' in subject)
        await data.documents.change('partners', subject.partner.id, partnerOf(values));
      else
        await data.documents.create('partners', {
          ...partnerOf(values),
          seed: 'seed' in subject ? seedId(subject.seed) : null,
        });
      showToast({ message: t('form.saved') });
      onClose();
    } catch (reason) {
      setFailed(reason);
    }
  });
  const remove = async () => {
    if (!('partner' in subject)) return;
    const { id } = subject.partner;
    await data.documents.remove('partners', id);
    showToast({ message: t('form.removed'), undo: () => data.documents.restore('partners', id) });
    onClose();
  };
  return (
    <Dialog
      title={t('partner' in subject ? 'form.edit' : 'form.add')}
      size="side"
      isOpen
      dismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button variant="primary" onPress={() => void save()}>
            {common('action.save')}
          </Button>
          <Button variant="quiet" onPress={onClose}>
            {common('action.cancel')}
          </Button>
          {'partner' in subject && (
            <Button variant="danger" className={styles.remove} onPress={() => void remove()}>
              {t('form.remove')}
            </Button>
          )}
        </>
      }
    >
      <form className={styles.form} onSubmit={(event) => void save(event)} noValidate>
        <FormErrorSummary
          form={form}
          labels={{
            name: t('form.name'),
            postcode: t('form.postcode'),
            email: t('form.email'),
            verifiedOn: t('form.verifiedOn'),
          }}
        />
        {failed !== null && <Notice meaning="danger" title={errorWords(failed)} alert />}
        <PartnerFields control={control} />
      </form>
    </Dialog>
  );
}
