import type { Channel } from '@booking/notifications-core';
import type { ReaderLanguage } from '../http/reader-language.js';

/** What the page to unsubscribe by says. `business` stands for a name and comes unescaped. */
interface UnsubscribeWords {
  /** Before anything has happened. */
  readonly question: string;
  readonly whatEnds: Readonly<Record<Channel, (business: string) => string>>;
  readonly unsubscribe: string;
  /** Afterwards. */
  readonly done: string;
  readonly whatEnded: Readonly<Record<Channel, (business: string) => string>>;
  readonly mistake: string;
  readonly undo: string;
  /** After it was taken back. */
  readonly again: string;
  readonly whatComes: Readonly<Record<Channel, (business: string) => string>>;
  /** What goes on all the same. */
  readonly stays: string;
  /** For somebody whose details were erased. */
  readonly nobody: string;
  readonly whyNobody: string;
}

export const UNSUBSCRIBE_WORDS: Readonly<Record<ReaderLanguage, UnsubscribeWords>> = {
  en: {
    question: 'Unsubscribe?',
    whatEnds: {
      email: (business) => `You will get no more news and offers from ${business} by email.`,
      sms: (business) => `You will get no more news and offers from ${business} by text message.`,
    },
    unsubscribe: 'Unsubscribe',
    done: 'You are unsubscribed',
    whatEnded: {
      email: (business) => `${business} sends you no more news and offers by email.`,
      sms: (business) => `${business} sends you no more news and offers by text message.`,
    },
    mistake: 'Was that a mistake?',
    undo: 'Undo',
    again: 'You are subscribed again',
    whatComes: {
      email: (business) => `${business} sends you news and offers by email, as before.`,
      sms: (business) => `${business} sends you news and offers by text message, as before.`,
    },
    stays: 'Messages about your appointments are not affected.',
    nobody: 'There is nothing to unsubscribe from',
    whyNobody: 'Your details were deleted here. You get no messages from us.',
  },
  es: {
    question: '¿Cancelar la suscripción?',
    whatEnds: {
      email: (business) => `Dejarás de recibir novedades y ofertas de ${business} por correo electrónico.`,
      sms: (business) => `Dejarás de recibir novedades y ofertas de ${business} por SMS.`,
    },
    unsubscribe: 'Cancelar la suscripción',
    done: 'Suscripción cancelada',
    whatEnded: {
      email: (business) => `${business} ya no te enviará novedades ni ofertas por correo electrónico.`,
      sms: (business) => `${business} ya no te enviará novedades ni ofertas por SMS.`,
    },
    mistake: '¿Ha sido un error?',
    undo: 'Deshacer',
    again: 'Suscripción restablecida',
    whatComes: {
      email: (business) => `${business} te enviará novedades y ofertas por correo electrónico, como antes.`,
      sms: (business) => `${business} te enviará novedades y ofertas por SMS, como antes.`,
    },
    stays: 'Los mensajes sobre tus citas no cambian.',
    nobody: 'No hay nada que cancelar',
    whyNobody: 'Tus datos se han eliminado aquí. No recibirás mensajes nuestros.',
  },
  fr: {
    question: 'Se désabonner ?',
    whatEnds: {
      email: (business) => `Vous ne recevrez plus les actualités et les offres de ${business} par e-mail.`,
      sms: (business) => `Vous ne recevrez plus les actualités et les offres de ${business} par SMS.`,
    },
    unsubscribe: 'Se désabonner',
    done: 'Désabonnement effectué',
    whatEnded: {
      email: (business) => `${business} ne vous envoie plus d’actualités ni d’offres par e-mail.`,
      sms: (business) => `${business} ne vous envoie plus d’actualités ni d’offres par SMS.`,
    },
    mistake: 'C’était une erreur ?',
    undo: 'Annuler',
    again: 'Abonnement rétabli',
    whatComes: {
      email: (business) => `${business} vous envoie de nouveau ses actualités et ses offres par e-mail.`,
      sms: (business) => `${business} vous envoie de nouveau ses actualités et ses offres par SMS.`,
    },
    stays: 'Les messages concernant vos rendez-vous ne changent pas.',
    nobody: 'Il n’y a rien à arrêter',
    whyNobody: 'Vos données ont été supprimées ici. Vous ne recevez plus de messages de notre part.',
  },
  de: {
    question: 'Abbestellen?',
    whatEnds: {
      email: (business) => `Sie bekommen keine Neuigkeiten und Angebote von ${business} mehr per E-Mail.`,
      sms: (business) => `Sie bekommen keine Neuigkeiten und Angebote von ${business} mehr per SMS.`,
    },
    unsubscribe: 'Abbestellen',
    done: 'Abbestellt',
    whatEnded: {
      email: (business) => `${business} schickt Ihnen keine Neuigkeiten und Angebote mehr per E-Mail.`,
      sms: (business) => `${business} schickt Ihnen keine Neuigkeiten und Angebote mehr per SMS.`,
    },
    mistake: 'War das ein Versehen?',
    undo: 'Rückgängig machen',
    again: 'Wieder bestellt',
    whatComes: {
      email: (business) => `${business} schickt Ihnen wie bisher Neuigkeiten und Angebote per E-Mail.`,
      sms: (business) => `${business} schickt Ihnen wie bisher Neuigkeiten und Angebote per SMS.`,
    },
    stays: 'Nachrichten zu Ihren Terminen bekommen Sie weiterhin.',
    nobody: 'Es gibt nichts abzubestellen',
    whyNobody: 'Ihre Daten wurden hier gelöscht. Sie bekommen keine Nachrichten von uns.',
  },
  pt: {
    question: 'Cancelar a inscrição?',
    whatEnds: {
      email: (business) => `Você não receberá mais novidades e ofertas de ${business} por e-mail.`,
      sms: (business) => `Você não receberá mais novidades e ofertas de ${business} por SMS.`,
    },
    unsubscribe: 'Cancelar a inscrição',
    done: 'Inscrição cancelada',
    whatEnded: {
      email: (business) => `${business} não envia mais novidades e ofertas a você por e-mail.`,
      sms: (business) => `${business} não envia mais novidades e ofertas a você por SMS.`,
    },
    mistake: 'Foi um engano?',
    undo: 'Desfazer',
    again: 'Inscrição restabelecida',
    whatComes: {
      email: (business) => `${business} envia novidades e ofertas a você por e-mail, como antes.`,
      sms: (business) => `${business} envia novidades e ofertas a você por SMS, como antes.`,
    },
    stays: 'As mensagens sobre os seus agendamentos continuam.',
    nobody: 'Não há nada a cancelar',
    whyNobody: 'Os seus dados foram apagados aqui. Você não recebe mensagens nossas.',
  },
  ar: {
    question: 'إلغاء الاشتراك؟',
    whatEnds: {
      email: (business) => `لن تصلك بعد الآن أخبار وعروض ${business} عبر البريد الإلكتروني.`,
      sms: (business) => `لن تصلك بعد الآن أخبار وعروض ${business} عبر الرسائل النصية.`,
    },
    unsubscribe: 'إلغاء الاشتراك',
    done: 'تم إلغاء اشتراكك',
    whatEnded: {
      email: (business) => `لن نرسل إليك بعد الآن أخبار وعروض ${business} عبر البريد الإلكتروني.`,
      sms: (business) => `لن نرسل إليك بعد الآن أخبار وعروض ${business} عبر الرسائل النصية.`,
    },
    mistake: 'هل حدث ذلك عن طريق الخطأ؟',
    undo: 'تراجع',
    again: 'تمت إعادة اشتراكك',
    whatComes: {
      email: (business) => `ستصلك أخبار وعروض ${business} عبر البريد الإلكتروني كما كان من قبل.`,
      sms: (business) => `ستصلك أخبار وعروض ${business} عبر الرسائل النصية كما كان من قبل.`,
    },
    stays: 'ستستمر الرسائل المتعلقة بمواعيدك كالمعتاد.',
    nobody: 'لا يوجد ما يمكن إلغاء الاشتراك فيه',
    whyNobody: 'تم حذف بياناتك من هنا، ولن تصلك أي رسائل منا.',
  },
};
