# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Frequent given names in Germany, to tell names of persons from names of places.

Basis: yearly lists of the most frequent given names of the Gesellschaft für deutsche Sprache
(https://gfds.de/vornamen/beliebteste-vornamen/) and common names of older people.
"""

_LIST = """
Achim Adam Alexander Alfred Ali Alina Amelie Andrea Andreas Angela Angelika Anja Anke Anna Anne
Annette Anton Antonia Armin Arthur Axel Ayse Barbara Bastian Beate Ben Benjamin Bernd Bernhard
Bettina Birgit Björn Brigitte Carla Carolin Charlotte Christa Christian Christiane Christina
Christine Christoph Clara Claudia Clemens Cornelia Dagmar Daniel Daniela David Dennis Detlef Dieter
Dietmar Dirk Doris Eberhard Edith Elena Elias Elisabeth Elke Ella Ellen Emil Emilia Emily Emma Emre
Erich Erik Erika Ernst Eva Fabian Fatma Felix Finn Florian Frank Franz Franziska Frida Friedrich
Fritz Gabriele Georg Gerd Gerhard Gisela Greta Gudrun Guido Günter Günther Hannah Hannelore Hans
Harald Hartmut Hasan Heike Heiko Heiner Heinrich Heinz Helga Helmut Henri Henry Herbert Hermann
Hildegard Holger Horst Hussein Ida Ilse Inge Ingeborg Ingrid Irene Iris Jakob Jan Jana Janina Jannik
Jens Jessica Joachim Johann Johanna Johannes Jonas Jonathan Josef Judith Julia Julian Jürgen Jutta
Kai Karin Karl Karsten Katharina Kathrin Katja Katrin Kerstin Kevin Klaus Konrad Kurt Lara Lars
Laura Lea Lena Leni Leon Leonie Levi Liam Lina Linda Lisa Lothar Louis Luca Lucas Luise Luka Lukas
Maja Malte Manfred Manuela Marc Marcel Marco Marcus Maren Margarete Maria Marianne Marie Marina
Mario Marion Markus Marlene Martha Martin Martina Matthias Mattis Maximilian Mehmet Melanie Mia
Michael Michaela Mila Mohamed Mohammed Monika Moritz Murat Mustafa Nadine Natalie Nele Nicole Niklas
Nina Noah Norbert Olaf Ole Oliver Oskar Otto Pascal Patrick Paul Paula Peter Petra Philipp Pia Ralf
Ralph Rainer Rebecca Regina Reinhard Renate Richard Rita Robert Roland Rolf Rosemarie Rudolf Ruth
Sabine Sabrina Samuel Sandra Sara Sarah Sebastian Silke Silvia Simon Simone Sofia Sonja Sophia
Sophie Stefan Stefanie Steffen Stephan Susanne Sven Sybille Tanja Tatjana Theo Theodor Thomas
Thorsten Tim Tobias Tom Torsten Udo Ulrich Ulrike Ursula Ute Uwe Valentin Vanessa Vera Verena
Veronika Volker Walter Werner Wilfried Wilhelm Willi Wolfgang Yusuf
"""
GIVEN_NAMES = frozenset(_LIST.split())
