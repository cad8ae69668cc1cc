/** A booking as shops really have them. */
export interface EverydayBooking {
  readonly zone: string;
  readonly country: string;
  readonly currency: string;
  readonly shop: string;
  readonly address: string;
  readonly phone: string;
  readonly service: string;
  readonly client: string;
  readonly barber: string;
  readonly price: number;
  /** The client lives in another zone, so that the zone of the appointment is named. */
  readonly elsewhere: boolean;
}

type Place = Pick<EverydayBooking, 'zone' | 'country' | 'currency'>;

const inAmerica = (zone: string): Place => ({ zone: `America/${zone}`, country: 'US', currency: 'USD' });
const inTheEuroZone = (city: string, country: string): Place => ({ zone: `Europe/${city}`, country, currency: 'EUR' });

const PLACES: Readonly<Record<string, Place>> = {
  'New York': inAmerica('New_York'),
  Chicago: inAmerica('Chicago'),
  Denver: inAmerica('Denver'),
  'Los Angeles': inAmerica('Los_Angeles'),
  Toronto: { zone: 'America/Toronto', country: 'CA', currency: 'CAD' },
  London: { zone: 'Europe/London', country: 'GB', currency: 'GBP' },
  Dublin: inTheEuroZone('Dublin', 'IE'),
  Paris: inTheEuroZone('Paris', 'FR'),
  Berlin: inTheEuroZone('Berlin', 'DE'),
  Lisbon: inTheEuroZone('Lisbon', 'PT'),
  Madrid: inTheEuroZone('Madrid', 'ES'),
  Warsaw: { zone: 'Europe/Warsaw', country: 'PL', currency: 'PLN' },
  Mumbai: { zone: 'Asia/Kolkata', country: 'IN', currency: 'INR' },
  Tokyo: { zone: 'Asia/Tokyo', country: 'JP', currency: 'JPY' },
  Kuwait: { zone: 'Asia/Kuwait', country: 'KW', currency: 'KWD' },
  Sydney: { zone: 'Australia/Sydney', country: 'AU', currency: 'AUD' },
};

/** Place | shop | address | phone | service | client | barber | price. */
const TABLE = `
New York | 6FB Barbershop | 1 Main St | +12025550100 | Haircut | John Doe | Sam | 50
New York | Riverside Barber & Beauty | 1200 West Washington Ave, Suite 4 | +12125550142 | Haircut and beard trim | Maximiliana Winthrop | Alexandra | 85
New York | Fellow Barber | 5 Horatio St, New York, NY 10014 | +12125550111 | Buzz Cut | Chris Lee | Marcus | 45
New York | The Gentlemen’s Cut | 418 E 9th St, New York, NY 10009 | +12125550119 | Hot Towel Shave | Michael O’Brien | Dante | 60
New York | Zoë’s Hair Lounge | 77 Bedford Ave, Brooklyn, NY 11211 | +17185550133 | Balayage & Blow-Dry | Zoë Kravchenko | Zoë | 240
New York | Brooklyn Brow Bar | 212 Smith St, Brooklyn, NY 11201 | +17185550177 | Brow Lamination | Priya Natarajan | Jasmine | 95
New York | Mani & Pedi by Ana | 31-19 Ditmars Blvd, Astoria, NY 11105 | +17185550128 | Gel Manicure + Pedicure | Ana Sofía Hernández | Ana | 78
New York | Serenity Day Spa & Wellness | 1450 Peachtree St NE, Atlanta, GA 30309 | +14045550161 | Deep Tissue Massage (90 min) | Christopher Montgomery | Guillermo | 165
New York | Back Bay Chiropractic | 399 Boylston St, Boston, MA 02116 | +16175550139 | Initial consultation | Siobhán Gallagher | Dr. Patel | 120
New York | Miami Lash Studio | 2020 NE 2nd Ave, Miami, FL 33137 | +13055550107 | Volume lash extensions – full set | Valentina Rodríguez | Camila | 180
Chicago | Wicker Park Fades | 1530 N Milwaukee Ave, Chicago, IL 60622 | +13125550123 | Skin Fade + Beard Line-Up | DeAndre Washington | Tyrone | 55
Chicago | Bluebonnet Nails | 2504 S Lamar Blvd, Austin, TX 78704 | +15125550148 | Dip powder nails | Emily Nguyen | Linh | 52
Chicago | Lone Star Pet Grooming | 9901 Katy Fwy, Houston, TX 77024 | +17135550151 | Full groom, large dog | Hannah Fitzgerald | Marisol | 110
Chicago | Nola Skin & Body | 3606 Magazine St, New Orleans, LA 70115 | +15045550118 | HydraFacial | Renée Thibodeaux | Colette | 199
Denver | Mile High Massage Co. | 1801 Wynkoop St, Denver, CO 80202 | +13035550172 | Sports massage, 60 minutes | Benjamin Kowalczyk | Jordan | 130
Denver | Desert Bloom Aesthetics | 7001 N Scottsdale Rd, Scottsdale, AZ 85253 | +14805550126 | Botox consultation | Stephanie Blackwood | Dr. Kim | 0
Los Angeles | Silver Lake Salon | 3208 Sunset Blvd, Los Angeles, CA 90026 | +13235550185 | Root touch-up & gloss | Isabella Chen | Sierra | 145
Los Angeles | Shear Madness | 1901 Fillmore St, San Francisco, CA 94115 | +14155550132 | Women’s haircut | Alexander Papadopoulos | Wren | 98
Los Angeles | Emerald City Tattoo | 1522 E Pike St, Seattle, WA 98122 | +12065550194 | Tattoo consult (30 min) | Kai Nakamura | Raven | 50
Los Angeles | Rose City Reflexology | 2317 NW Savier St, Portland, OR 97210 | +15035550116 | Foot reflexology | Olivia Sørensen | May | 70
Toronto | Queen West Barbers | 678 Queen St W, Toronto, ON M6J 1E5 | +14165550143 | Scissor cut & style | Liam Desrosiers | Nico | 48
Toronto | Salon Étoile | 1414 rue Crescent, Montréal, QC H3G 2B6 | +15145550127 | Coupe et mise en plis | François Côté-Lévesque | Geneviève | 90
Toronto | Vitality Physio Ottawa | 200 Elgin St, Ottawa, ON K2P 1L5 | +16135550155 | Physiotherapy follow-up | Mackenzie Abercrombie | Dr. Singh | 105
London | Ted’s Grooming Room | 46 Mortimer St, London W1W 7RJ | +442079460123 | Wet shave | Oliver Whitfield | Mehmet | 38
London | Hackney Hair Collective | 84 Broadway Market, London E8 4QJ | +442079460188 | Full head highlights | Charlotte Ashworth-Davies | Imogen | 165
London | Bristol Back Clinic | 12 Whiteladies Rd, Bristol BS8 1PD | +441174960118 | Osteopathy treatment | Łukasz Wiśniewski | Harriet | 62
London | Wildflower Beauty | 3 Rose St, Edinburgh EH2 2PR | +441314960177 | Eyebrow threading & tint | Eilidh MacGregor | Shabnam | 24
London | The Nail Parlour | 19 Deansgate, Manchester M3 1AZ | +441614960142 | BIAB infill | Chloë Hargreaves | Beth | 36
Dublin | Grafton Barber | 51 Grafton St, Dublin 2, D02 HP49 | +35315550131 | Cut & hot towel finish | Ciarán Ó Súilleabháin | Seán | 32
Dublin | Galway Bay Therapies | 14 Quay St, Galway, H91 X6Y2 | +35391555012 | Swedish massage | Aoife Ní Dhomhnaill | Niamh | 75
Paris | Chez François Coiffure | 24 rue des Archives, 75004 Paris | +33142010123 | Coupe + barbe | Zoë Lefèvre | François | 42
Paris | Institut Beauté Éphémère | 8 place Bellecour, 69002 Lyon | +33478010145 | Soin du visage hydratant | Anaïs Bertrand | Chloé | 79
Berlin | Haarwerk Kreuzberg | Oranienstraße 185, 10999 Berlin | +4930901820 | Damenhaarschnitt | Jürgen Großmann | Käthe | 54
Berlin | Physio am Gärtnerplatz | Klenzestraße 38, 80469 München | +4989901840 | Krankengymnastik (20 min) | Annegret Müller-Lüdenscheidt | Björn | 31
Warsaw | Fryzjer Żoliborz | ul. Słowackiego 12, 01-627 Warszawa | +48225550123 | Strzyżenie męskie | Łukasz Szczęsny | Paweł | 90
Warsaw | Studio Paznokci Wanilia | ul. Długa 44, 31-146 Kraków | +48125550134 | Manicure hybrydowy | Małgorzata Wójcik | Agnieszka | 120
Lisbon | Barbearia Conceição | Rua da Conceição 77, 1100-153 Lisboa | +351210012345 | Corte e barba | João Gonçalves | Inês | 25
Madrid | Peluquería El Rincón | Calle de Fuencarral 93, 28004 Madrid | +34910012345 | Corte y peinado | Íñigo Álvarez Muñoz | Begoña | 28
Madrid | Estètica Gràcia | Carrer de Verdi 30, 08012 Barcelona | +34930012345 | Depilación láser | Montserrat Puigdomènech | Núria | 65
Mumbai | Bandra Beauty Bar | 14 Hill Rd, Bandra West, Mumbai 400050 | +912240010123 | Bridal makeup trial | Ananya Krishnamurthy | Pooja | 3500
Mumbai | Indiranagar Gents Salon | 100 Feet Rd, Bengaluru 560038 | +918040010123 | Haircut + head massage | Rohan D’Souza | Imran | 650
Tokyo | Omotesando Hair | 4-12-10 Jingumae, Shibuya, Tokyo | +81354010123 | Cut & color | Haruka Watanabe | Kenji | 14300
Kuwait | Salmiya Gents Salon | Salem Al Mubarak St, Salmiya | +96522210123 | Royal shave package | Abdulrahman Al-Mutairi | Yousef | 12.345
Sydney | Surry Hills Barber Co. | 355 Crown St, Surry Hills NSW 2010 | +61255501234 | Zero fade | Lachlan O’Connor | Jai | 50
Sydney | Bondi Remedial Massage | 178 Campbell Pde, Bondi Beach NSW 2026 | +61255501278 | Remedial massage 60 min | Matilda Featherstone | Bronte | 125
New York | Kids’ Kuts… | 88 Elm St, Stamford, CT 06902 | +12035550164 | First haircut “with certificate” | Henry Beaumont-Clarke | Miss Jo | 30
New York | Pilates Republic | 1020 Greene Ave, Suite 300, Philadelphia, PA | +12155550149 | Private Reformer session | Genevieve Castellanos | Thea | 115
Chicago | Smile Bright Dental | 233 S Wacker Dr, Suite 2100, Chicago, IL | +13125550181 | Teeth cleaning & exam | Bartholomew Higginbotham | Dr. Okonkwo | 210
Denver | Alpine Auto Detailing | 4550 E Colfax Ave, Denver, CO 80220 | +13035550190 | Interior & exterior detail | Jesús Ramírez | Cody | 279
Los Angeles | Glow by Noëlle | 1133 Abbot Kinney Blvd, Venice, CA 90291 | +13105550138 | Spray tan – “Ultra Dark” | Beyza Yılmaz | Noëlle | 65
`;

/** Fifty bookings. The client of every fifth lives elsewhere. */
export const EVERYDAY_BOOKINGS: readonly EverydayBooking[] = TABLE.trim()
  .split('\n')
  .map((line, index) => {
    const [city = '', shop = '', address = '', phone = '', service = '', client = '', barber = '', price = ''] =
      line.split(' | ');
    const place = PLACES[city];
    if (place === undefined) throw new Error(`${city} has no entry in PLACES`);
    const facts = { shop, address, phone, service, client, barber, price: Number(price) };
    return { ...place, ...facts, elsewhere: index % 5 === 0 };
  });
