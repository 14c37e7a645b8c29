from songwright.studio.writing._english import English as Spanish
