import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { checkFields, type Json } from './field-check.js';
import { GivenPart, OptionalText, RequiredId, RequiredPart, RequiredText } from './field-rules.js';

class Pet {
  @RequiredText(10) name!: string;
}

class Owner {
  @RequiredId() id!: string;
  @OptionalText(10) nickname?: string;
  @RequiredPart() pet!: Pet;
  @GivenPart() other?: Pet;
}

class Visit {
  @GivenPart() pet?: Pet;
}

const sound = { id: 'o', pet: { name: 'Rex' } };
const errorsOf = (json: Json, unknown: 'refused' | 'ignored' = 'refused') =>
  checkFields(Owner, json, unknown).errors.map(({ field, message }) => `${field} ${message}`);

describe('JSON that a class describes', () => {
  it('becomes objects of the class and of its parts', () => {
    const { fields, errors } = checkFields(Owner, sound, 'refused');
    expect(errors).toEqual([]);
    expect(fields).toBeInstanceOf(Owner);
    expect(fields.pet).toBeInstanceOf(Pet);
    expect(fields).toEqual({ id: 'o', pet: { name: 'Rex' } });
  });

  it('gets one message for each wrong field, about the type before anything else', () => {
    expect(errorsOf({ id: 'x'.repeat(201), nickname: 5, pet: { name: 5 } })).toEqual([
      'id must have at most 200 characters',
      'nickname must be a text',
      'pet.name must be a text',
    ]);
  });

  it('is refused without its required fields', () => {
    expect(errorsOf({})).toEqual(['id is required', 'pet is required']);
    expect(errorsOf({ ...sound, pet: {} })).toEqual(['pet.name is required']);
    expect(errorsOf({ ...sound, pet: null })).toEqual(['pet is required and must be an object']);
  });

  it('loses its wrong fields and keeps the others', () => {
    expect(checkFields(Owner, { id: 5, nickname: 'Al', pet: { name: '' } }, 'refused').fields).toEqual({
      nickname: 'Al',
      pet: {},
    });
  });

  it('never keeps unknown fields, and names them where they are refused', () => {
    const json = { ...sound, colour: 'red', pet: { name: 'Rex', 'a b': 1 } };
    expect(errorsOf(json, 'ignored')).toEqual([]);
    expect(errorsOf(json)).toEqual([
      'colour is not known here. Known are id, nickname, pet, other',
      'pet.… is not known here. Known are name',
    ]);
    expect(checkFields(Owner, json, 'ignored').fields).toEqual(sound);
  });

  it('says which field an unknown one was probably meant to be', () => {
    expect(errorsOf({ ...sound, nickName: 'Al', pet: { name: 'Rex', nam: 'Rex' } })).toEqual([
      'nickName is not known here: did you mean nickname? Known are id, nickname, pet, other',
      'pet.nam is not known here: did you mean name? Known are name',
    ]);
  });

  it('gets at most as many errors as an answer has, however many unknown fields there are', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`nickname${n}`, n]));
    expect(errorsOf({ ...sound, ...many })).toHaveLength(200);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'has no known field called %s, whatever it holds',
    (name) => {
      for (const value of ['x', null, [], { id: 'x' }, { name: 'Object', prototype: {} }]) {
        const own = JSON.stringify(sound).replace('{', `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
        expect(errorsOf(JSON.parse(own) as Json)).toEqual([
          `${name} is not known here. Known are id, nickname, pet, other`,
        ]);
        expect(errorsOf(JSON.parse(own) as Json, 'ignored')).toEqual([]);
      }
    },
  );

  it('gets no field from a prototype', () => {
    expect(errorsOf(JSON.parse(`{"__proto__":${JSON.stringify(sound)}}`) as Json, 'ignored')).toEqual([
      'id is required',
      'pet is required',
    ]);
  });

  it('may leave out an optional part by blank text', () => {
    expect(checkFields(Visit, { pet: ' ' }, 'refused').errors).toEqual([]);
    for (const pet of ['Rex', ['Rex'], [{ name: 'Rex' }]])
      expect(checkFields(Visit, { pet }, 'refused').errors).toEqual([{ field: 'pet', message: 'must be an object' }]);
  });
});

describe('a class that describes JSON', () => {
  it('must come after the classes of its parts', () => {
    class Outer {
      @RequiredPart() part!: object;
      @IsString() name!: string;
    }
    expect(() => checkFields(Outer, {}, 'ignored')).toThrow('Outer.part');
  });
});
