window.closecallRows = {"columns":
	[["What happened","link"],["Day","day"],["Service","text"],["Area of care","text"],["Harm","text"],["Mechanism","text"],["Earlier warning?","tags"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["area","Area of care",
	[["medicines","Medicines"]]],["harm","Harm",
	[["no-physical-harm","No physical harm"]]],["warned","Was there an earlier warning?",
	[["yes","Yes"]]],["month","Month",
	[["2026-04","April 2026"]]]],"rows":
	[[["Midday dose given forty minutes late","../incidents/in-20260428-w7xd/index.html"],"28 April 2026","Rosewood House","Medicines","No physical harm","Timed medicine nearly late",
	[["warn","1 warning, the last closed"]],[0,0,0,0,0]]]};
