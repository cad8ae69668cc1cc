import type { Channel } from '@booking/notifications-core';
import type { ReaderLanguage } from '../http/reader-language.js';
import type { KINDS, Mistake } from './preferences-form.js';

/** What the page of a reader's preferences says. `business` and `zone` stand for names and come unescaped. */
export interface PreferencesWords {
  readonly heading: string;
  readonly about: (business: string) => string;
  /** Each channel, and the switch for all of it. */
  readonly channels: Readonly<Record<Channel, { readonly name: string; readonly all: string }>>;
  readonly kinds: Readonly<Record<(typeof KINDS)[number], string>>;
  readonly reminders: string;
  readonly hours: string;
  readonly hoursHint: string;
  readonly quiet: string;
  readonly quietOn: string;
  readonly from: string;
  readonly until: string;
  /** By which clock the quiet hours are read. */
  readonly inZone: (zone: string) => string;
  readonly venueZone: string;
  readonly quietHint: string;
  readonly save: string;
  /** Afterwards. */
  readonly saved: string;
  readonly notSaved: string;
  /** The first word of the title of a page that shows mistakes. */
  readonly error: string;
  readonly mistakes: Readonly<Record<Mistake, string>>;
}

export const PREFERENCES_WORDS: Readonly<Record<ReaderLanguage, PreferencesWords>> = {
  en: {
    heading: 'What you receive',
    about: (business) => `Choose what ${business} sends you, how and when.`,
    channels: {
      email: { name: 'Email', all: 'Send me emails' },
      sms: { name: 'Text messages', all: 'Send me text messages' },
    },
    kinds: {
      appointment_confirmation: 'Confirmations of my appointments',
      appointment_reminder: 'Reminders',
      appointment_changes: 'Changes and cancellations',
      marketing: 'News and offers',
    },
    reminders: 'When to remind me',
    hours: 'Hours before an appointment',
    hoursHint: 'Whole numbers from 1 to 720 with commas between them, at most 10. Leave it empty for no reminders.',
    quiet: 'Quiet hours',
    quietOn: 'No text messages in these hours',
    from: 'From',
    until: 'Until',
    inZone: (zone) => `By the clock of ${zone}.`,
    venueZone: 'By the clock of the place of your appointment.',
    quietHint:
      'A text message waits until they end. One that cannot wait, such as a cancellation shortly before the start, comes at once.',
    save: 'Save',
    saved: 'Saved. This holds from now on.',
    notSaved: 'Not saved yet. Please look at this:',
    error: 'Error',
    mistakes: {
      switch: 'A box must be ticked or not.',
      hours: 'Reminders: give up to 10 different whole numbers from 1 to 720, such as 24, 2.',
      time: 'Quiet hours: give a time such as 22:00.',
    },
  },
  es: {
    heading: 'Qué recibes',
    about: (business) => `Elige qué te envía ${business}, cómo y cuándo.`,
    channels: {
      email: { name: 'Correo electrónico', all: 'Enviarme correos' },
      sms: { name: 'SMS', all: 'Enviarme SMS' },
    },
    kinds: {
      appointment_confirmation: 'Confirmaciones de mis citas',
      appointment_reminder: 'Recordatorios',
      appointment_changes: 'Cambios y cancelaciones',
      marketing: 'Novedades y ofertas',
    },
    reminders: 'Cuándo recordarme',
    hours: 'Horas antes de una cita',
    hoursHint:
      'Números enteros del 1 al 720 separados por comas, 10 como máximo. Déjalo vacío si no quieres recordatorios.',
    quiet: 'Horas de silencio',
    quietOn: 'Ningún SMS en estas horas',
    from: 'Desde',
    until: 'Hasta',
    inZone: (zone) => `Según el reloj de esta zona: ${zone}.`,
    venueZone: 'Según el reloj del lugar de tu cita.',
    quietHint:
      'Los SMS esperan a que terminen. Los que no pueden esperar, como una cancelación poco antes de la cita, llegan enseguida.',
    save: 'Guardar',
    saved: 'Guardado. Se aplica desde ahora.',
    notSaved: 'Aún no se ha guardado. Revisa esto:',
    error: 'Error',
    mistakes: {
      switch: 'Una casilla debe estar marcada o no.',
      hours: 'Recordatorios: indica hasta 10 números enteros distintos del 1 al 720, por ejemplo 24, 2.',
      time: 'Horas de silencio: indica una hora, por ejemplo 22:00.',
    },
  },
  fr: {
    heading: 'Ce que vous recevez',
    about: (business) => `Choisissez ce que ${business} vous envoie, comment et quand.`,
    channels: {
      email: { name: 'E-mail', all: 'M’envoyer des e-mails' },
      sms: { name: 'SMS', all: 'M’envoyer des SMS' },
    },
    kinds: {
      appointment_confirmation: 'Confirmations de mes rendez-vous',
      appointment_reminder: 'Rappels',
      appointment_changes: 'Modifications et annulations',
      marketing: 'Actualités et offres',
    },
    reminders: 'Quand me le rappeler',
    hours: 'Heures avant un rendez-vous',
    hoursHint:
      'Des nombres entiers de 1 à 720 séparés par des virgules, 10 au plus. Laissez vide pour ne recevoir aucun rappel.',
    quiet: 'Heures calmes',
    quietOn: 'Aucun SMS pendant ces heures',
    from: 'De',
    until: 'À',
    inZone: (zone) => `À l’heure de cette zone : ${zone}.`,
    venueZone: 'À l’heure du lieu de votre rendez-vous.',
    quietHint:
      'Un SMS attend qu’elles se terminent. Celui qui ne peut pas attendre, comme une annulation peu avant le début, arrive aussitôt.',
    save: 'Enregistrer',
    saved: 'Enregistré. C’est valable dès maintenant.',
    notSaved: 'Pas encore enregistré. Vérifiez ceci :',
    error: 'Erreur',
    mistakes: {
      switch: 'Une case doit être cochée ou non.',
      hours: 'Rappels : indiquez jusqu’à 10 nombres entiers différents de 1 à 720, par exemple 24, 2.',
      time: 'Heures calmes : indiquez une heure, par exemple 22:00.',
    },
  },
  de: {
    heading: 'Was Sie bekommen',
    about: (business) => `Wählen Sie, was ${business} Ihnen schickt, wie und wann.`,
    channels: {
      email: { name: 'E-Mail', all: 'E-Mails schicken' },
      sms: { name: 'SMS', all: 'SMS schicken' },
    },
    kinds: {
      appointment_confirmation: 'Bestätigungen meiner Termine',
      appointment_reminder: 'Erinnerungen',
      appointment_changes: 'Änderungen und Absagen',
      marketing: 'Neuigkeiten und Angebote',
    },
    reminders: 'Wann ich erinnert werde',
    hours: 'Stunden vor einem Termin',
    hoursHint: 'Ganze Zahlen von 1 bis 720 mit Kommas dazwischen, höchstens 10. Leer lassen für keine Erinnerungen.',
    quiet: 'Ruhezeiten',
    quietOn: 'Keine SMS in dieser Zeit',
    from: 'Von',
    until: 'Bis',
    inZone: (zone) => `Nach der Uhr dieser Zone: ${zone}.`,
    venueZone: 'Nach der Uhr am Ort Ihres Termins.',
    quietHint: 'Eine SMS wartet, bis sie enden. Was nicht warten kann, etwa eine Absage kurz vor Beginn, kommt sofort.',
    save: 'Speichern',
    saved: 'Gespeichert. Das gilt ab jetzt.',
    notSaved: 'Noch nicht gespeichert. Bitte prüfen Sie:',
    error: 'Fehler',
    mistakes: {
      switch: 'Ein Kästchen ist angekreuzt oder nicht.',
      hours: 'Erinnerungen: bis zu 10 verschiedene ganze Zahlen von 1 bis 720, zum Beispiel 24, 2.',
      time: 'Ruhezeiten: eine Uhrzeit wie 22:00.',
    },
  },
  pt: {
    heading: 'O que você recebe',
    about: (business) => `Escolha o que ${business} envia a você, como e quando.`,
    channels: {
      email: { name: 'E-mail', all: 'Enviar e-mails para mim' },
      sms: { name: 'SMS', all: 'Enviar SMS para mim' },
    },
    kinds: {
      appointment_confirmation: 'Confirmações dos meus agendamentos',
      appointment_reminder: 'Lembretes',
      appointment_changes: 'Alterações e cancelamentos',
      marketing: 'Novidades e ofertas',
    },
    reminders: 'Quando me lembrar',
    hours: 'Horas antes de um agendamento',
    hoursHint:
      'Números inteiros de 1 a 720 separados por vírgulas, no máximo 10. Deixe vazio para não receber lembretes.',
    quiet: 'Horário de silêncio',
    quietOn: 'Nenhum SMS neste horário',
    from: 'Das',
    until: 'Até as',
    inZone: (zone) => `Pelo relógio deste fuso: ${zone}.`,
    venueZone: 'Pelo relógio do local do seu agendamento.',
    quietHint:
      'O SMS espera até o fim. O que não pode esperar, como um cancelamento pouco antes do início, chega na hora.',
    save: 'Salvar',
    saved: 'Salvo. Vale a partir de agora.',
    notSaved: 'Ainda não foi salvo. Verifique isto:',
    error: 'Erro',
    mistakes: {
      switch: 'Uma caixa deve estar marcada ou não.',
      hours: 'Lembretes: informe até 10 números inteiros diferentes de 1 a 720, por exemplo 24, 2.',
      time: 'Horário de silêncio: informe uma hora, por exemplo 22:00.',
    },
  },
  ar: {
    heading: 'ما الذي يصلك',
    about: (business) => `اختر ما ترسله إليك ${business} وكيف ومتى.`,
    channels: {
      email: { name: 'البريد الإلكتروني', all: 'أرسلوا إليّ رسائل بريد إلكتروني' },
      sms: { name: 'الرسائل النصية', all: 'أرسلوا إليّ رسائل نصية' },
    },
    kinds: {
      appointment_confirmation: 'تأكيدات مواعيدي',
      appointment_reminder: 'التذكيرات',
      appointment_changes: 'التغييرات والإلغاءات',
      marketing: 'الأخبار والعروض',
    },
    reminders: 'متى يتم تذكيري',
    hours: 'عدد الساعات قبل الموعد',
    hoursHint: 'أعداد صحيحة من 1 إلى 720 تفصل بينها فواصل، بحد أقصى 10. اتركه فارغًا إن لم ترغب في التذكيرات.',
    quiet: 'ساعات الهدوء',
    quietOn: 'لا رسائل نصية في هذه الساعات',
    from: 'من',
    until: 'إلى',
    inZone: (zone) => `بحسب ${zone}.`,
    venueZone: 'بحسب توقيت مكان موعدك.',
    quietHint: 'تنتظر الرسالة النصية حتى انتهائها. أما ما لا يحتمل الانتظار، مثل إلغاء قبيل الموعد، فيصل فورًا.',
    save: 'حفظ',
    saved: 'تم الحفظ. يسري ذلك من الآن.',
    notSaved: 'لم يُحفظ بعد. يرجى مراجعة ما يلي:',
    error: 'خطأ',
    mistakes: {
      switch: 'يجب أن يكون المربع محددًا أو غير محدد.',
      hours: 'التذكيرات: أدخل حتى 10 أعداد صحيحة مختلفة من 1 إلى 720، مثل 24, 2.',
      time: 'ساعات الهدوء: أدخل وقتًا مثل 22:00.',
    },
  },
};
