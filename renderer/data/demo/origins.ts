/**
 * Names and circumstances of the fictional clients, by where they come from. Names are common ones of each
 * country, as in a passport and in their own script; combinations are random, resemblances accidental.
 */
export interface Origin {
  country: string;
  language: string;
  /** How often, among all. */
  weight: number;
  /** Ways in which the right to stay is documented; index into PERMITS. */
  permits: readonly Permit[];
  women: readonly Name[];
  men: readonly Name[];
  families: readonly Name[];
}

/** [as in the document, in its own script or ''] */
export type Name = readonly [string, string];
export type Permit =
  'protection' | 'subsidiary' | 'temporary' | 'procedure' | 'toleration' | 'skilled' | 'eu' | 'settled';

export const ORIGINS: readonly Origin[] = [
  {
    country: 'UA', language: 'uk', weight: 12, permits: ['temporary'],
    women: [['Olena', 'Олена'], ['Iryna', 'Ірина'], ['Kateryna', 'Катерина'], ['Nataliia', 'Наталія'], ['Yuliia', 'Юлія']],
    men: [['Andrii', 'Андрій'], ['Dmytro', 'Дмитро'], ['Serhii', 'Сергій'], ['Oleksandr', 'Олександр']],
    families: [['Kovalenko', 'Коваленко'], ['Shevchuk', 'Шевчук'], ['Bondarenko', 'Бондаренко'], ['Tkachenko', 'Ткаченко'], ['Melnyk', 'Мельник'], ['Lysenko', 'Лисенко']],
  },
  {
    country: 'SY', language: 'ar', weight: 12, permits: ['protection', 'subsidiary', 'settled'],
    women: [['Amira', 'أميرة'], ['Rania', 'رانيا'], ['Nour', 'نور'], ['Hanan', 'حنان'], ['Samar', 'سمر']],
    men: [['Mohammed', 'محمد'], ['Ahmad', 'أحمد'], ['Khaled', 'خالد'], ['Omar', 'عمر'], ['Yousef', 'يوسف']],
    families: [['Al-Hassan', 'الحسن'], ['Darwish', 'درويش'], ['Al Khatib', 'الخطيب'], ['Haddad', 'حداد'], ['Mansour', 'منصور'], ['Al-Masri', 'المصري']],
  },
  {
    country: 'AF', language: 'prs', weight: 8, permits: ['protection', 'procedure', 'toleration', 'subsidiary'],
    women: [['Zahra', 'زهرا'], ['Fereshta', 'فرشته'], ['Maryam', 'مریم'], ['Shabnam', 'شبنم']],
    men: [['Abdul Rahim', 'عبدالرحیم'], ['Najib', 'نجیب'], ['Farid', 'فرید'], ['Mirwais', 'میرویس']],
    families: [['Rahimi', 'رحیمی'], ['Ahmadi', 'احمدی'], ['Nazari', 'نظری'], ['Hosseini', 'حسینی'], ['Karimi', 'کریمی']],
  },
  {
    country: 'ER', language: 'ti', weight: 7, permits: ['protection', 'subsidiary'],
    women: [['Selam', 'ሰላም'], ['Semhar', 'ሰምሃር'], ['Feven', 'ፌቨን'], ['Luwam', 'ሉዋም']],
    men: [['Yonas', 'ዮናስ'], ['Filmon', 'ፊልሞን'], ['Tesfay', 'ተስፋይ'], ['Daniel', 'ዳኒኤል']],
    families: [['Haile', 'ሃይለ'], ['Tekle', 'ተክለ'], ['Gebremedhin', 'ገብረመድህን'], ['Kidane', 'ኪዳነ'], ['Woldu', 'ወልዱ']],
  },
  {
    country: 'IQ', language: 'kmr', weight: 5, permits: ['protection', 'toleration', 'subsidiary'],
    women: [['Berîvan', ''], ['Rojîn', ''], ['Şîrîn', '']],
    men: [['Azad', ''], ['Serdar', ''], ['Dilşad', '']],
    families: [['Hasso', ''], ['Khalaf', ''], ['Murad', ''], ['Elias', '']],
  },
  {
    country: 'IR', language: 'fa', weight: 4, permits: ['protection', 'skilled', 'procedure'],
    women: [['Nasrin', 'نسرین'], ['Parisa', 'پریسا'], ['Leila', 'لیلا']],
    men: [['Reza', 'رضا'], ['Kaveh', 'کاوه'], ['Behnam', 'بهنام']],
    families: [['Moradi', 'مرادی'], ['Jafari', 'جعفری'], ['Tehrani', 'تهرانی'], ['Sadeghi', 'صادقی']],
  },
  {
    country: 'TR', language: 'tr', weight: 5, permits: ['skilled', 'procedure', 'settled'],
    women: [['Ayşe', ''], ['Elif', ''], ['Gülşen', '']],
    men: [['Mehmet', ''], ['Çağlar', ''], ['İsmail', '']],
    families: [['Yılmaz', ''], ['Öztürk', ''], ['Kaya', ''], ['Çelik', ''], ['Şahin', '']],
  },
  {
    country: 'SO', language: 'so', weight: 3, permits: ['subsidiary', 'toleration'],
    women: [['Hodan', ''], ['Faduma', ''], ['Ifrah', '']],
    men: [['Abdirahman', ''], ['Liban', ''], ['Mahad', '']],
    families: [['Abdi Warsame', ''], ['Hassan Nur', ''], ['Yusuf Ali', ''], ['Mohamed Farah', '']],
  },
  {
    country: 'RO', language: 'ro', weight: 2, permits: ['eu'],
    women: [['Ioana', ''], ['Mădălina', '']], men: [['Ștefan', ''], ['Cristian', '']],
    families: [['Popescu', ''], ['Ionescu', ''], ['Dumitrescu', '']],
  },
  {
    country: 'BG', language: 'bg', weight: 2, permits: ['eu'],
    women: [['Desislava', 'Десислава'], ['Mariya', 'Мария']], men: [['Georgi', 'Георги'], ['Ivaylo', 'Ивайло']],
    families: [['Petrova', 'Петрова'], ['Dimitrov', 'Димитров'], ['Ivanov', 'Иванов']],
  },
]; // prettier-ignore

export interface PermitFacts {
  documentType: string;
  legalBasis: string;
  clause: {
    verbatim: string;
    code: 'employment-and-self-employment' | 'employment' | 'employment-with-permission' | 'none';
  };
  months: number;
}

/** What stands on the document; dates are added. */
export const PERMITS: Record<Exclude<Permit, 'eu'>, PermitFacts> = {
  protection: {
    documentType: 'AE', legalBasis: '§ 25 Abs. 2 Satz 1 Alt. 1 AufenthG', months: 36,
    clause: { verbatim: 'Erwerbstätigkeit gestattet', code: 'employment-and-self-employment' },
  },
  subsidiary: {
    documentType: 'AE', legalBasis: '§ 25 Abs. 2 Satz 1 Alt. 2 AufenthG', months: 12,
    clause: { verbatim: 'Erwerbstätigkeit gestattet', code: 'employment-and-self-employment' },
  },
  temporary: {
    documentType: 'AE', legalBasis: '§ 24 Abs. 1 AufenthG', months: 24,
    clause: { verbatim: 'Erwerbstätigkeit gestattet', code: 'employment-and-self-employment' },
  },
  procedure: {
    documentType: 'AG', legalBasis: '§ 55 AsylG', months: 6,
    clause: { verbatim: 'Beschäftigung nur mit Genehmigung der Ausländerbehörde gestattet', code: 'employment-with-permission' },
  },
  toleration: {
    documentType: 'DU', legalBasis: '§ 60a Abs. 2 Satz 1 AufenthG', months: 6,
    clause: { verbatim: 'Beschäftigung nur mit Genehmigung der Ausländerbehörde gestattet', code: 'employment-with-permission' },
  },
  skilled: {
    documentType: 'AE', legalBasis: '§ 18a AufenthG', months: 48,
    clause: { verbatim: 'Beschäftigung gestattet', code: 'employment' },
  },
  settled: {
    documentType: 'NE', legalBasis: '§ 26 Abs. 3 AufenthG', months: 120,
    clause: { verbatim: 'Erwerbstätigkeit gestattet', code: 'employment-and-self-employment' },
  },
}; // prettier-ignore
